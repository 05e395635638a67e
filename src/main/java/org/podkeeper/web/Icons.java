package org.podkeeper.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** The drawings of bootstrap-icons as inline SVG, so that they take the colour of the text. Templates call it {@code @icons}. */
@Component("icons")
class Icons {
    private static final Pattern DRAWING = Pattern.compile("<svg[^>]*>(.*)</svg>", Pattern.DOTALL);
    private final Map<String, String> drawings = new ConcurrentHashMap<>();

    /**
     * @param name as in bootstrap-icons, for example {@code hdd-network}
     * @return an {@code svg} element that assistive technology skips
     */
    public String svg(String name) {
        return drawings.computeIfAbsent(name, Icons::load);
    }

    private static String load(String name) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("Not the name of an icon: " + name);
        }
        try {
            var found = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:META-INF/resources/webjars/bootstrap-icons/*/icons/" + name + ".svg");
            if (found.length == 0) {
                throw new IllegalArgumentException("No icon has the name " + name);
            }
            var drawing = DRAWING.matcher(found[0].getContentAsString(StandardCharsets.UTF_8));
            if (!drawing.find()) {
                throw new IllegalStateException("Icon " + name + " is not an SVG drawing");
            }
            return "<svg class=\"icon\" viewBox=\"0 0 16 16\" fill=\"currentColor\" aria-hidden=\"true\" focusable=\"false\">"
                    + drawing.group(1).strip() + "</svg>";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
