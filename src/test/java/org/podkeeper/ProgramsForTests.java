package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TokenDesk;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People's programs: they call the REST API with a personal token. */
@TestComponent
public class ProgramsForTests {
    private final MockMvcTester mvc;
    private final TokenDesk tokens;
    private final JsonMapper json;
    private final Map<PersonId, String> secrets = new ConcurrentHashMap<>();

    ProgramsForTests(MockMvcTester mvc, TokenDesk tokens, JsonMapper json) {
        this.mvc = mvc;
        this.tokens = tokens;
        this.json = json;
    }

    /** @param call as {@code GET /api/v1/me} */
    public MvcTestResult of(Person person, String call) {
        return of(person, call, null);
    }

    /** The same with a body. */
    public MvcTestResult of(Person person, String call, @Nullable String body) {
        String[] words = call.split(" ");
        var request = mvc.method(HttpMethod.valueOf(words[0]))
                .uri(words[1])
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + secretOf(person));
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).content(body);
        }
        return request.exchange();
    }

    /** What was answered with this status. */
    public JsonNode json(MvcTestResult answer, int status) throws Exception {
        String body = answer.getResponse().getContentAsString();
        assertThat(answer.getResponse().getStatus()).as(body).isEqualTo(status);
        return json.readTree(body);
    }

    private String secretOf(Person person) {
        return secrets.computeIfAbsent(person.id(), id -> switch (tokens.issue(id, "a program", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var refusals) -> throw new AssertionError(refusals);
        });
    }
}
