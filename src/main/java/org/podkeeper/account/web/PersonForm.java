package org.podkeeper.account.web;

import static java.util.Objects.requireNonNullElse;

record PersonForm(String userName, String fullName, String email, String role) {
    PersonForm {
        userName = requireNonNullElse(userName, "");
        fullName = requireNonNullElse(fullName, "");
        email = requireNonNullElse(email, "");
        role = requireNonNullElse(role, "");
    }
}
