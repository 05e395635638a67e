package org.podkeeper.account.web;

import static java.util.Objects.requireNonNullElse;

/** @param days lifetime as chosen from the list, empty for no end */
record TokenForm(String name, String days) {
    TokenForm {
        name = requireNonNullElse(name, "");
        days = requireNonNullElse(days, "");
    }
}
