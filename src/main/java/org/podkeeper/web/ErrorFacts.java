package org.podkeeper.web;

import jakarta.servlet.RequestDispatcher;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;

/** What error pages know when the surprise came from outside a controller, such as a filter or a template. */
@Component
class ErrorFacts extends DefaultErrorAttributes {
    private final Incidents incidents;

    ErrorFacts(Incidents incidents) {
        this.incidents = incidents;
    }

    @Override
    public Map<String, @Nullable Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
        var facts = super.getErrorAttributes(request, options);
        var surprise = getError(request);
        if (surprise != null && facts.get("status") instanceof Integer status && status >= 500) {
            var path = String.valueOf(
                    request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI, RequestAttributes.SCOPE_REQUEST));
            facts.put("incident", incidents.record(path, surprise));
        }
        return facts;
    }
}
