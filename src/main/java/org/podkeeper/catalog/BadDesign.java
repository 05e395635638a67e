package org.podkeeper.catalog;

import java.util.List;

/** A design that must not get into the catalog. Each problem is a sentence with its place. */
class BadDesign extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    BadDesign(List<String> problems) {
        super(String.join(" ", problems));
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
