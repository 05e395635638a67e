package org.podkeeper.notification.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailSendException;

/** What a mail server's no means. */
final class Refusals {
    private Refusals() {}

    /**
     * @param permanent whether it would be the same next time
     * @param everything whether it would be the same for every other mail now
     * @param why in the server's words
     */
    record Refusal(boolean permanent, boolean everything, String why) {}

    static Refusal of(Exception failure) {
        boolean permanent = false;
        boolean heard = false;
        Set<Throwable> all = all(failure);
        String why = all.stream()
                .map(Refusals::onTheWay)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(words(failure));
        for (Throwable one : all) {
            int code = switch (one) {
                case SMTPAddressFailedException address -> address.getReturnCode();
                case SMTPSendFailedException message -> message.getReturnCode();
                case AddressException wrong -> 553;
                default -> 0;
            };
            if (code > 0) {
                heard = true;
                permanent = permanent || code >= 500;
                why = words(one);
            }
        }
        boolean everything =
                !heard && (failure instanceof MailSendException || failure instanceof MailAuthenticationException);
        return new Refusal(permanent, everything, why);
    }

    /** With the causes, the next ones, and what happened to each message. */
    private static Set<Throwable> all(Throwable failure) {
        Set<Throwable> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>();
        left.add(failure);
        while (!left.isEmpty()) {
            Throwable one = left.remove();
            if (!found.add(one)) {
                continue;
            }
            if (one.getCause() != null) {
                left.add(one.getCause());
            }
            if (one instanceof MessagingException mail && mail.getNextException() != null) {
                left.add(mail.getNextException());
            }
            if (one instanceof MailSendException many) {
                left.addAll(Arrays.asList(many.getMessageExceptions()));
            }
        }
        return found;
    }

    /** What is wrong on the way to the server, as an operator would say it; null when this does not tell. */
    private static @Nullable String onTheWay(Throwable failure) {
        return switch (failure) {
            case MailConnectException at ->
                "The mail server %s, port %d, cannot be reached: %s."
                        .formatted(at.getHost(), at.getPort(), words(at.getCause() == null ? at : at.getCause()));
            case UnknownHostException unknown -> "No mail server is known by the name " + words(unknown) + ".";
            case SocketTimeoutException late -> "The mail server did not answer in time.";
            default -> null;
        };
    }

    private static String words(Throwable failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "").strip();
        return message.isEmpty() ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT) : message;
    }
}
