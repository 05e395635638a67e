package org.podkeeper.web;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What an operation of the API was asked for is refused by the portal's rules: a problem with every reason. */
public class RefusedWithReasons extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * One reason.
     *
     * @param field of the request
     * @param code stable name of the rule
     * @param message a sentence with the numbers and the way out
     */
    public record Reason(String field, String code, String message) {}

    public RefusedWithReasons(String title, List<Reason> reasons) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, problem(title, reasons), null);
    }

    private static ProblemDetail problem(String title, List<Reason> reasons) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT,
                String.join(" ", reasons.stream().map(Reason::message).toList()));
        problem.setTitle(title);
        problem.setProperty("errors", reasons);
        return problem;
    }
}
