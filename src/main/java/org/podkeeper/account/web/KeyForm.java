package org.podkeeper.account.web;

import static java.util.Objects.requireNonNullElse;

record KeyForm(String name, String line) {
    KeyForm {
        name = requireNonNullElse(name, "");
        line = requireNonNullElse(line, "");
    }

    @Override
    public String toString() {
        return "KeyForm[" + name + "]";
    }
}
