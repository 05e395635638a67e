package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads YAML (and so JSON) that people wrote, within limits, and says in words where it is wrong. */
final class DesignText {
    private static final int LONGEST = 64 * 1024;

    private final List<String> problems = new ArrayList<>();

    static DesignText begin() {
        return new DesignText();
    }

    static String write(Object document) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .build())
                .dumpToString(document);
    }

    /** The one mapping in a text; throws {@link BadDesign} when it is not YAML or something else. */
    static Map<?, ?> mapping(String text) {
        if (text.length() > LONGEST) {
            throw new BadDesign(List.of("The text is longer than 64 KiB."));
        }
        try {
            Object document = new Load(LoadSettings.builder()
                            .setAllowDuplicateKeys(false)
                            .setMaxAliasesForCollections(20)
                            .setCodePointLimit(LONGEST)
                            .build())
                    .loadFromString(text);
            if (document instanceof Map<?, ?> map) {
                return map;
            }
            throw new BadDesign(List.of("The text must be a YAML mapping, such as “nodes:” with a list below it."));
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> "Line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
                    .orElse("");
            throw new BadDesign(List.of(place + "this is not YAML (" + e.getProblem() + ")."));
        } catch (YamlEngineException | StackOverflowError e) {
            throw new BadDesign(List.of("This is not YAML that the portal reads: " + e.getMessage() + "."));
        }
    }

    void problem(String place, String what) {
        problems.add(place + ": " + what);
    }

    void finish() {
        if (!problems.isEmpty()) {
            throw new BadDesign(problems);
        }
    }

    /** Words that nobody knows are typing errors. */
    void onlyKnows(Map<?, ?> map, String place, String... known) {
        for (Object key : map.keySet()) {
            if (!List.of(known).contains(String.valueOf(key))) {
                problem(place, "nobody knows the word “" + key + "”; there are " + String.join(", ", known) + ".");
            }
        }
    }

    List<?> list(Map<?, ?> map, String key, String place) {
        Object value = map.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        problem(place, "“" + key + "” must be a list.");
        return List.of();
    }

    Map<?, ?> map(@Nullable Object value, String place) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        problem(place, "this must be a mapping of words to values.");
        return Map.of();
    }

    String text(Map<?, ?> map, String key, String place) {
        Object value = map.get(key);
        if (value == null) {
            problem(place, "“" + key + "” is missing.");
            return "";
        }
        if (value instanceof Map || value instanceof List) {
            problem(place, "“" + key + "” must be a text.");
            return "";
        }
        return String.valueOf(value);
    }

    int number(Map<?, ?> map, String key, String place, int least, int most) {
        Object value = map.get(key);
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        problem(place, "“" + key + "” must be a whole number from " + least + " to " + most + ".");
        return least;
    }
}
