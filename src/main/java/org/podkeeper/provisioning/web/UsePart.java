package org.podkeeper.provisioning.web;

import org.podkeeper.booking.BookingView;
import org.podkeeper.provisioning.LastLogins;
import org.podkeeper.provisioning.Unused;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** When a pod was last used, and whether its owner is asked if they still need it. */
@Component
class UsePart {
    private final LastLogins logins;
    private final Unused unused;

    UsePart(LastLogins logins, Unused unused) {
        this.logins = logins;
        this.unused = unused;
    }

    void show(Model model, BookingView booking) {
        model.addAttribute("lastUse", logins.of(booking.id()).orElse(null));
        model.addAttribute("unused", unused.question(booking.id()).orElse(null));
    }
}
