package org.podkeeper.account.web;

import static java.util.Objects.requireNonNullElse;

record ProfileForm(String fullName, String email, String timeZone) {
    ProfileForm {
        fullName = requireNonNullElse(fullName, "");
        email = requireNonNullElse(email, "");
        timeZone = requireNonNullElse(timeZone, "");
    }
}
