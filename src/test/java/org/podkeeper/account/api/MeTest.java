package org.podkeeper.account.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.podkeeper.account.AccountTest;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.account.security.AsPerson;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@AccountTest
class MeTest {
    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private TokenDesk desk;

    @Autowired
    private Registrar registrar;

    @Autowired
    private PeopleForTests some;

    @Test
    void saysWhoseTokenThisIs() {
        Person owner = some.some(Role.INSTRUCTOR);
        assertThat(me("Bearer " + token(owner)))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.userName", name -> assertThat(name).isEqualTo(owner.userName()))
                .hasPathSatisfying("$.role", role -> assertThat(role).isEqualTo("INSTRUCTOR"))
                .hasPathSatisfying("$.timeZone", zone -> assertThat(zone).isEqualTo("UTC"))
                .hasPathSatisfying(
                        "$.sshKeys", keys -> assertThat(keys).asArray().isEmpty());
    }

    @Test
    void asksForATokenWhereNoneCame() {
        MvcTestResult refused = mvc.get().uri("/api/v1/me").exchange();
        assertThat(refused).hasStatus(401).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(refused).hasHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Podkeeper\"");
        assertThat(refused.getResponse().getCookies()).isEmpty();
    }

    @Test
    void refusesATokenThatIsNone() {
        assertThat(me("Bearer pk_" + "x".repeat(43)))
                .hasStatus(401)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .hasHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Podkeeper\", error=\"invalid_token\"");
        assertThat(me("Bearer ")).hasStatus(401);
        assertThat(me("Basic YWRtaW46YWRtaW4=")).hasStatus(401);
    }

    @Test
    void refusesTheTokenOfADisabledPerson() {
        Person owner = some.some(Role.USER);
        String token = token(owner);
        assertThat(me("bearer " + token))
                .as("the scheme's case does not matter")
                .hasStatusOk();
        registrar.disable(owner.id(), some.some(Role.ADMIN));
        assertThat(me("Bearer " + token)).hasStatus(401);
    }

    @Test
    void aTokenOpensNoPage() {
        String token = token(some.some(Role.ADMIN));
        assertThat(mvc.get().uri("/people").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .hasRedirectedUrl("/sign-in");
    }

    @Test
    void leavesNoSessionBehind() {
        assertThat(me("Bearer " + token(some.some(Role.USER))).getResponse().getCookies())
                .isEmpty();
    }

    @Test
    void anAddressThatIsNoneIsNotToldToStrangers() {
        assertThat(mvc.get().uri("/api/v1/nowhere")).hasStatus(401);
        assertThat(mvc.get()
                        .uri("/api/v1/nowhere")
                        .header(HttpHeaders.AUTHORIZATION, "Bearer " + token(some.some(Role.USER))))
                .hasStatus(404)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void testsMaySpeakAsAnybody() {
        Person person = some.some(Role.USER);
        assertThat(mvc.get().uri("/api/v1/me").with(AsPerson.signedIn(person))).hasStatusOk();
    }

    private MvcTestResult me(String authorization) {
        return mvc.get()
                .uri("/api/v1/me")
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .exchange();
    }

    private String token(Person owner) {
        return switch (desk.issue(owner.id(), "test", null)) {
            case Done<IssuedToken>(var issued) -> issued.secret();
            case Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
