package org.podkeeper.provisioning.api;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The operator said no: a problem with the reason. */
class OperationRefused extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    OperationRefused(String field, String code, String why) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, problem(field, code, why), null);
    }

    private static ProblemDetail problem(String field, String code, String why) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, why);
        problem.setTitle("This cannot be done");
        problem.setProperty("errors", List.of(new BookingRefused.Reason(field, code, why)));
        return problem;
    }
}
