package org.podkeeper.provisioning.api;

import java.util.List;
import org.podkeeper.web.RefusedWithReasons;

/** The operator said no: a problem with the reason. */
class OperationRefused extends RefusedWithReasons {
    private static final long serialVersionUID = 1L;

    OperationRefused(String field, String code, String why) {
        super("This cannot be done", List.of(new Reason(field, code, why)));
    }
}
