package org.podkeeper.booking;

import java.time.Duration;
import org.podkeeper.account.Role;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitValue;
import org.podkeeper.limits.UsualLimits;
import org.springframework.stereotype.Component;

/** The portal's settings as what counts where no rule says anything. */
@Component
class SettingsAsLimits implements UsualLimits {
    private final BookingSettings settings;

    SettingsAsLimits(BookingSettings settings) {
        this.settings = settings;
    }

    @Override
    public Usual of(LimitKind kind, Role role) {
        return switch (kind) {
            case LONGEST -> length(settings.longest(), "longest");
            case IN_ALL ->
                role.includes(Role.LAB_ADMIN)
                        ? length(settings.longestByAdmins(), "longest-by-admins")
                        : role.includes(Role.INSTRUCTOR)
                                ? length(settings.longestByInstructors(), "longest-by-instructors")
                                : length(settings.longest(), "longest");
            case AHEAD -> length(settings.farthestAhead(), "farthest-ahead");
            case EXTENSIONS, AT_ONCE, VCPUS, MEMORY_GIB, DISK_GIB -> new Usual(LimitValue.Count.NONE, "");
            case PODS -> new Usual(LimitValue.Pods.EVERY, "");
            case APPROVAL -> new Usual(LimitValue.Pods.NONE, "");
        };
    }

    private static Usual length(Duration most, String setting) {
        return new Usual(new LimitValue.Length(most), "podkeeper.booking." + setting);
    }
}
