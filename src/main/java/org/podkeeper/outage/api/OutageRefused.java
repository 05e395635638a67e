package org.podkeeper.outage.api;

import java.util.List;
import java.util.Locale;
import org.podkeeper.inventory.Complaint;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** It cannot be done: a problem with every reason. */
class OutageRefused extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    /** One reason, for the field that it is about. */
    record Reason(String field, String code, String message) {}

    OutageRefused(HttpStatusCode status, List<Reason> reasons) {
        super(status, problem(status, reasons), null);
    }

    static OutageRefused of(List<Complaint> complaints, MessageSource messages) {
        return new OutageRefused(
                HttpStatus.UNPROCESSABLE_CONTENT,
                complaints.stream()
                        .map(one -> new Reason(
                                one.field(),
                                one.code().substring(one.code().lastIndexOf('.') + 1),
                                messages.getMessage(one.code(), one.arguments().toArray(), Locale.ENGLISH)))
                        .toList());
    }

    private static ProblemDetail problem(HttpStatusCode status, List<Reason> reasons) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                status, String.join(" ", reasons.stream().map(Reason::message).toList()));
        problem.setTitle("This cannot be done");
        problem.setProperty("errors", reasons);
        return problem;
    }
}
