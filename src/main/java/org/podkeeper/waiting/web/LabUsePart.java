package org.podkeeper.waiting.web;

import java.util.Map;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.LabPart;
import org.podkeeper.waiting.LabUse;
import org.podkeeper.waiting.UseRules;
import org.springframework.stereotype.Component;

/** What the page of a lab says about pods that nobody seems to use. */
@Component
class LabUsePart implements LabPart {
    private final UseRules rules;

    LabUsePart(UseRules rules) {
        this.rules = rules;
    }

    @Override
    public Map<String, Object> of(LabId lab) {
        LabUse use = rules.of(lab);
        return Map.of("use", use, "useForm", LabUseForm.of(use));
    }
}
