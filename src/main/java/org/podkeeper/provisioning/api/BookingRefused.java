package org.podkeeper.provisioning.api;

import java.util.List;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The desk said no: a problem with every reason. */
class BookingRefused extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    /**
     * One reason.
     *
     * @param field of the request
     * @param code stable name of the rule
     * @param message a sentence with the numbers and the way out
     */
    record Reason(String field, String code, String message) {}

    BookingRefused(List<Reason> reasons) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, problem(reasons), null);
    }

    BookingRefused(List<Refusal> reasons, RefusalText text, Person reader) {
        this(reasons.stream()
                .map(reason -> new Reason(reason.field(), reason.code(), text.of(reason, reader.timeZone())))
                .toList());
    }

    private static ProblemDetail problem(List<Reason> reasons) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT,
                String.join(" ", reasons.stream().map(Reason::message).toList()));
        problem.setTitle("This cannot be booked");
        problem.setProperty("errors", reasons);
        return problem;
    }
}
