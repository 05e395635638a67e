package org.podkeeper.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.spring6.util.DetailedError;

/** Small answers that the fragments in {@code fragments/forms.html} need. */
@Component("forms")
class Forms {
    /** How many fields have errors. */
    public long wrongFields(List<DetailedError> errors) {
        return errors.stream()
                .filter(error -> !error.isGlobal())
                .map(DetailedError::getFieldName)
                .distinct()
                .count();
    }

    /** The ids of the elements that describe a control, or null when none does. */
    public @Nullable String describedBy(String field, @Nullable String hint, boolean hasErrors) {
        var hinted = hint != null && !hint.isBlank();
        if (hinted && hasErrors) {
            return field + "-errors " + field + "-hint";
        }
        if (hasErrors) {
            return field + "-errors";
        }
        return hinted ? field + "-hint" : null;
    }
}
