package org.podkeeper.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The time zones one can choose from. */
@Component
public class TimeZones {
    /** Regions of the time zone database; what else Java knows are old names of the same zones. */
    private static final Pattern REGION =
            Pattern.compile("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+");

    private final Clock clock;

    TimeZones(Clock clock) {
        this.clock = clock;
    }

    /** UTC first, then all by name, {@code present} among them even when its name is an old one. */
    public List<Option> options(String present) {
        Instant now = clock.instant();
        TreeSet<String> ids = new TreeSet<>();
        ZoneId.getAvailableZoneIds().stream()
                .filter(id -> REGION.matcher(id).matches())
                .forEach(ids::add);
        if (ZoneId.getAvailableZoneIds().contains(present)) {
            ids.add(present);
        }
        ids.remove("UTC");
        List<Option> options = new ArrayList<>();
        options.add(new Option("UTC", "UTC"));
        ids.forEach(id -> options.add(new Option(id, id.replace('_', ' ') + " (" + offset(id, now) + ")")));
        return options;
    }

    private static String offset(String id, Instant now) {
        String offset = ZoneId.of(id).getRules().getOffset(now).getId();
        return offset.equals("Z") ? "UTC" : "UTC" + offset.replace('-', '−');
    }
}
