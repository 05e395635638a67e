package org.podkeeper.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The help: which pages there are, and where words stand in them. */
@Component
class HelpPages {
    private static final Pattern HEADING = Pattern.compile("<h([12])(?: id=\"([a-z0-9-]+)\")?>(.*?)</h\\1>");
    private static final Pattern MAIN = Pattern.compile("<main[^>]*>(.*)</main>", Pattern.DOTALL);
    private static final int EXCERPT = 180;

    /** A help page, in the order to read them. */
    record HelpPage(String slug, String title, String about) {}

    /** A place in the help that has all the words that were looked for. */
    record Hit(String slug, String anchor, String page, String section, String excerpt) {}

    private record Section(HelpPage page, String anchor, String title, String text) {}

    private final List<HelpPage> pages = List.of(
            new HelpPage("getting-started", "Getting started", "From an account to a shell on six machines."),
            new HelpPage(
                    "using-a-pod",
                    "Working with a pod",
                    "SSH, names and networks, what ends when, what to do if it breaks."),
            new HelpPage(
                    "waiting",
                    "The waiting list",
                    "When there is no room: who gets what becomes free, in which order, for how long it is held."),
            new HelpPage(
                    "limits", "Limits", "How much you may book, which rule counts, and how to get more than that."),
            new HelpPage("words", "Pods, Configs and Bookings", "The words of the portal, and how they fit together."),
            new HelpPage("outages", "Outages", "What happens to a booking when its host goes out of service."),
            new HelpPage("faq", "Questions and answers", "Why a booking is refused, who sees what, where data goes."),
            new HelpPage("notifications", "Notifications", "Inbox, mail, digest, reminders, and your calendar."),
            new HelpPage("webhooks", "Webhooks", "Let your programs be told, and check that it was the portal."),
            new HelpPage("api", "REST API", "Everything the pages do, by curl and a personal token."));
    private final List<Section> sections =
            pages.stream().flatMap(page -> sections(page).stream()).toList();

    List<HelpPage> pages() {
        return pages;
    }

    boolean has(String slug) {
        return pages.stream().anyMatch(page -> page.slug().equals(slug));
    }

    /** Sections that contain every word, those with the words in their heading first. */
    List<Hit> search(String words) {
        var wanted = Arrays.stream(words.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        return sections.stream()
                .filter(section -> containsAll(section.title() + " " + section.text(), wanted))
                .sorted(Comparator.comparing(section -> !containsAll(section.title(), wanted)))
                .map(section -> new Hit(
                        section.page().slug(),
                        section.anchor(),
                        section.page().title(),
                        section.title(),
                        excerpt(section.text(), wanted.getFirst())))
                .toList();
    }

    private static boolean containsAll(String text, List<String> words) {
        var lower = text.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }

    private static String excerpt(String text, String word) {
        var at = Math.max(0, text.toLowerCase(Locale.ROOT).indexOf(word));
        var from = Math.max(0, at - EXCERPT / 3);
        if (from > 0) {
            from = text.indexOf(' ', from) + 1;
        }
        var to = Math.min(text.length(), from + EXCERPT);
        if (to < text.length()) {
            to = Math.max(from, text.lastIndexOf(' ', to));
        }
        return (from > 0 ? "… " : "") + text.substring(from, to) + (to < text.length() ? " …" : "");
    }

    private static List<Section> sections(HelpPage page) {
        var main = MAIN.matcher(read(page.slug()));
        if (!main.find()) {
            throw new IllegalStateException("Help page " + page.slug() + " has no main part");
        }
        var body = main.group(1);
        var headings = HEADING.matcher(body).results().toList();
        var found = new ArrayList<Section>();
        for (var i = 0; i < headings.size(); i++) {
            var heading = headings.get(i);
            var end = i + 1 < headings.size() ? headings.get(i + 1).start() : body.length();
            var anchor = heading.group(2) == null ? "" : heading.group(2);
            found.add(new Section(page, anchor, text(heading.group(3)), text(body.substring(heading.end(), end))));
        }
        return found;
    }

    private static String text(String html) {
        return HtmlUtils.htmlUnescape(html.replaceAll("<[^>]+>", " "))
                .replaceAll("\\s+", " ")
                .replaceAll(" ([.,;:)])", "$1")
                .strip();
    }

    private static String read(String slug) {
        try {
            return new ClassPathResource("templates/help/" + slug + ".html").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
