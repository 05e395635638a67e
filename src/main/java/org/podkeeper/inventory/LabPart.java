package org.podkeeper.inventory;

import java.util.Map;

/** Something that a module above adds to the page of a lab. */
public interface LabPart {
    /** By the names under which the page's template finds it. */
    Map<String, Object> of(LabId lab);
}
