package org.podkeeper.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.ModelAndView;

/** One answer to a failed request: a page for people, problem+json below {@code /api/}. */
final class ErrorAnswers {
    private ErrorAnswers() {}

    static Object answer(HttpServletRequest request, HttpStatusCode status, String sentence) {
        return answer(request, ProblemDetail.forStatusAndDetail(status, sentence), Map.of());
    }

    static Object incident(HttpServletRequest request, String id) {
        var problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong on our side. Tell your lab admin the incident id.");
        problem.setProperty("incident", id);
        return answer(request, problem, Map.of("incident", id));
    }

    static Object answer(HttpServletRequest request, ProblemDetail problem, Map<String, Object> facts) {
        var status = HttpStatusCode.valueOf(problem.getStatus());
        if (request.getRequestURI().startsWith(request.getContextPath() + "/api/")) {
            return ResponseEntity.status(status)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem);
        }
        var page = new ModelAndView(page(status), facts, status);
        page.addObject("status", status.value());
        return page;
    }

    private static String page(HttpStatusCode status) {
        return switch (status.value()) {
            case 403 -> "error/403";
            case 404 -> "error/404";
            case 409 -> "error/409";
            default -> status.is4xxClientError() ? "error/4xx" : "error/5xx";
        };
    }
}
