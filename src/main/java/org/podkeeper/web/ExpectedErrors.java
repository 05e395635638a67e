package org.podkeeper.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.Order;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Answers requests that failed for a reason with a status of its own.
 *
 * <p>Comes before Spring Boot's handler, which would show problem+json to people, too.
 */
@ControllerAdvice
@Order(-10)
class ExpectedErrors {
    private static final String NOTHING_HERE = "There is nothing at this address.";

    @ExceptionHandler
    Object notFound(NotFound missing, HttpServletRequest request) {
        return ErrorAnswers.answer(request, HttpStatus.NOT_FOUND, NOTHING_HERE);
    }

    @ExceptionHandler
    Object stale(OptimisticLockingFailureException stale, HttpServletRequest request) {
        return ErrorAnswers.answer(
                request,
                HttpStatus.CONFLICT,
                "Somebody else changed this in the meantime. Read it again, then repeat the change.");
    }

    @ExceptionHandler
    Object mismatch(TypeMismatchException wrong, HttpServletRequest request) {
        return wrong instanceof MethodArgumentTypeMismatchException argument
                        && argument.getParameter().hasParameterAnnotation(PathVariable.class)
                ? ErrorAnswers.answer(request, HttpStatus.NOT_FOUND, NOTHING_HERE)
                : ErrorAnswers.answer(request, HttpStatus.BAD_REQUEST, "A value in this request has the wrong form.");
    }

    @ExceptionHandler
    Object unreadable(HttpMessageNotReadableException unreadable, HttpServletRequest request) {
        return ErrorAnswers.answer(request, HttpStatus.BAD_REQUEST, "The body of this request cannot be read.");
    }

    /** Spring's own refusals: unknown address, wrong method, missing parameter, wrong media type, invalid body. */
    @ExceptionHandler({ServletException.class, ErrorResponseException.class, MethodArgumentNotValidException.class})
    Object refusal(Exception refusal, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (!(refusal instanceof ErrorResponse known) || known.getStatusCode().is5xxServerError()) {
            throw refusal;
        }
        known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        return ErrorAnswers.answer(request, known.getBody(), Map.of());
    }
}
