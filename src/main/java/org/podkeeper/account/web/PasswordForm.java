package org.podkeeper.account.web;

import static java.util.Objects.requireNonNullElse;

record PasswordForm(String former, String wanted, String again) {
    PasswordForm {
        former = requireNonNullElse(former, "");
        wanted = requireNonNullElse(wanted, "");
        again = requireNonNullElse(again, "");
    }

    @Override
    public String toString() {
        return "PasswordForm[]";
    }
}
