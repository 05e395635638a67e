package org.podkeeper.account.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Says no in the API's own way: problem+json, and which kind of credentials is wanted. */
@Component
class ApiRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private static final String REALM = "Bearer realm=\"Podkeeper\"";

    private final JsonMapper json;

    ApiRefusals(JsonMapper json) {
        this.json = json;
    }

    /** No token came with the request. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, REALM);
        write(request, response, HttpStatus.UNAUTHORIZED, """
                Send a personal token: "Authorization: Bearer pk_…". You make one on your profile page.""");
    }

    /** A token came that opens nothing; whether it is wrong, revoked or expired is not told. */
    void refuseToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, REALM + ", error=\"invalid_token\"");
        write(
                request,
                response,
                HttpStatus.UNAUTHORIZED,
                "This personal token is not valid: unknown, revoked or expired, or its owner's account is not in use.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, REALM + ", error=\"insufficient_scope\"");
        write(request, response, HttpStatus.FORBIDDEN, "Your role does not allow this.");
    }

    private void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String sentence)
            throws IOException {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, sentence);
        problem.setInstance(URI.create(request.getRequestURI()));
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
