package org.podkeeper.notification.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingId;
import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.context.MessageSource;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Writes mails: plain text and simple HTML, with the headers by which programs sort, thread and unsubscribe. */
@Component
class Letters {
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.UK);
    private static final Pattern BOOKING =
            Pattern.compile("/bookings/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[#?/].*)?");

    private final PodkeeperSettings portal;
    private final MailSettings settings;
    private final Unsubscribing unsubscribing;
    private final ITemplateEngine templates;
    private final MessageSource texts;
    private final Attachments attachments;

    Letters(
            PodkeeperSettings portal,
            MailSettings settings,
            Unsubscribing unsubscribing,
            ITemplateEngine templates,
            MessageSource texts,
            Attachments attachments) {
        this.portal = portal;
        this.settings = settings;
        this.unsubscribing = unsubscribing;
        this.templates = templates;
        this.texts = texts;
        this.attachments = attachments;
    }

    /** A message as the templates print it. */
    record Paragraph(String title, String body, @Nullable String link, String at) {}

    /** Whose mail, what it says, and how to get no more of it. */
    private record Contents(String title, List<Paragraph> paragraphs, String why, String choices, String stop) {}

    void write(MimeMessage message, MailRows.Claimed mail, Person person, List<MailRows.Line> lines, Instant now)
            throws MessagingException {
        String stop = portal.page(unsubscribing.path(person.id(), mail.topic()));
        var contents = new Contents(
                title(mail, lines),
                lines.stream().map(line -> paragraph(line, person.timeZone())).toList(),
                mail.topic() == null ? say("why.digest") : say("why", say("topic." + mail.topic())),
                portal.page("/profile/notifications"),
                stop);
        var helper = new MimeMessageHelper(
                message, MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED, StandardCharsets.UTF_8.name());
        helper.setFrom(settings.from());
        helper.setTo(address(person));
        helper.setSubject(oneLine(contents.title()));
        helper.setSentDate(Date.from(now));
        helper.setText(plain(contents), html(contents));
        Optional<BookingId> booking = mail.topic() == null
                ? Optional.empty()
                : booking(lines.getFirst().link());
        if (booking.isPresent() && mail.topic() != null) {
            attachments.add(helper, mail.topic(), booking.get(), person);
        }
        headers(message, mail, stop, booking);
    }

    private void headers(MimeMessage message, MailRows.Claimed mail, String stop, Optional<BookingId> booking)
            throws MessagingException {
        message.setHeader("Message-ID", id(mail.id().toString()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Auto-Response-Suppress", "All");
        message.setHeader("List-Unsubscribe", "<" + stop + ">");
        message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        if (booking.isPresent()) {
            String thread = id("booking-" + booking.get());
            message.setHeader("In-Reply-To", thread);
            message.setHeader("References", thread);
        }
    }

    private String id(String left) {
        return "<" + left + "@" + portal.baseUrl().getHost() + ">";
    }

    /** The booking that a page is of. */
    private static Optional<BookingId> booking(@Nullable String link) {
        Matcher page = BOOKING.matcher(link == null ? "" : link);
        return page.matches() ? Optional.of(new BookingId(UUID.fromString(page.group(1)))) : Optional.empty();
    }

    private String title(MailRows.Claimed mail, List<MailRows.Line> lines) {
        return mail.topic() == null
                ? say("digest.title", lines.size())
                : lines.getFirst().title();
    }

    private Paragraph paragraph(MailRows.Line line, ZoneId zone) {
        return new Paragraph(
                line.title(),
                line.body(),
                line.link() == null ? null : portal.page(line.link()),
                AT.format(line.at().atZone(zone)));
    }

    private String plain(Contents contents) {
        boolean digest = contents.paragraphs().size() > 1;
        String said = contents.paragraphs().stream()
                .map(one -> (digest ? one.at() + " – " + one.title() + "\n" : "")
                        + one.body()
                        + (one.link() == null ? "" : "\n" + one.link()))
                .collect(Collectors.joining("\n\n"));
        return String.join(
                "\n",
                said,
                "",
                "-- ",
                contents.why(),
                say("choices") + " " + contents.choices(),
                say("stop") + " " + contents.stop(),
                "");
    }

    private String html(Contents contents) {
        var context = new Context(Locale.ENGLISH);
        context.setVariable("title", contents.title());
        context.setVariable("paragraphs", contents.paragraphs());
        context.setVariable("why", contents.why());
        context.setVariable("choices", contents.choices());
        context.setVariable("stop", contents.stop());
        return templates.process("notification/letter", context);
    }

    private String say(String code, Object... arguments) {
        return texts.getMessage("notification.mail." + code, arguments, Locale.ENGLISH);
    }

    private static InternetAddress address(Person person) throws MessagingException {
        try {
            return new InternetAddress(person.email(), oneLine(person.fullName()), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("UTF-8 is always there", e);
        }
    }

    /** What people write must not begin a header of its own. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }
}
