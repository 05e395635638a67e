package org.podkeeper.catalog.api;

import java.util.List;
import java.util.Locale;
import org.podkeeper.inventory.Complaint;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The catalog said no: a problem with every reason. */
class CatalogRefused extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    /** One reason, for the field that it is about. */
    record Reason(String field, String code, String message) {}

    CatalogRefused(List<Complaint> complaints, MessageSource messages) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, problem(complaints, messages), null);
    }

    private static ProblemDetail problem(List<Complaint> complaints, MessageSource messages) {
        List<Reason> reasons = complaints.stream()
                .map(complaint -> new Reason(
                        complaint.field(),
                        complaint.code().substring(complaint.code().lastIndexOf('.') + 1),
                        messages.getMessage(
                                complaint.code(), complaint.arguments().toArray(), Locale.ENGLISH)))
                .toList();
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT,
                String.join(" ", reasons.stream().map(Reason::message).toList()));
        problem.setTitle("This cannot be done");
        problem.setProperty("errors", reasons);
        return problem;
    }
}
