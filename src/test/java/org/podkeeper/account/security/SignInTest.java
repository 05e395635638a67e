package org.podkeeper.account.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.AccountTest;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Profiles;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The whole way through the filters, with sessions as a browser has them. */
@AccountTest
class SignInTest {
    private static final String PASSWORD = "several random words";

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private PeopleForTests some;

    @Autowired
    private Profiles profiles;

    @Autowired
    private Registrar registrar;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void leadsBackToThePageThatWasWanted() {
        settled("way.back", Role.USER);
        MvcTestResult asked =
                mvc.get().uri("/profile/keys?x=1&y=2").accept("text/html").exchange();
        assertThat(asked).hasRedirectedUrl("/sign-in");
        MvcTestResult done = signIn("way.back", PASSWORD, session(asked));
        assertThat(done).hasRedirectedUrl("/profile/keys?x=1&y=2");
        assertThat(mvc.get().uri("/profile/keys").cookie(session(done))).hasStatusOk();
    }

    @Test
    void beginsANewSessionAtSignIn() {
        settled("fixed", Role.USER);
        Cookie before = session(mvc.get().uri("/profile").accept("text/html").exchange());
        Cookie after = session(signIn("fixed", PASSWORD, before));
        assertThat(after.getValue()).isNotEqualTo(before.getValue());
        assertThat(mvc.get().uri("/profile").cookie(before)).hasRedirectedUrl("/sign-in");
    }

    @Test
    void marksItsCookieSoThatScriptsAndOtherSitesDoNotGetIt() {
        settled("cookie", Role.USER);
        assertThat(signIn("cookie", PASSWORD).getResponse().getHeader("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Secure");
        assertThat(mvc.get()
                        .uri("/profile")
                        .secure(true)
                        .accept("text/html")
                        .exchange()
                        .getResponse()
                        .getHeader("Set-Cookie"))
                .contains("Secure");
    }

    @Test
    void saysTheSameToAWrongPasswordAndAnUnknownName() {
        settled("known", Role.USER);
        String wrong = problemAfter(signIn("known", "wrong password"));
        assertThat(wrong).contains("do not belong together");
        assertThat(problemAfter(signIn("unknown", "wrong password"))).isEqualTo(wrong);
    }

    @Test
    void saysHowLongToWait() {
        for (int i = 0; i < 10; i++) {
            signIn("guessed", "wrong");
        }
        assertThat(problemAfter(signIn("guessed", "wrong"))).contains("Try again in 15 minutes");
    }

    @Test
    void nobodySignsInFromAnotherSite() {
        settled("forged", Role.USER);
        MvcTestResult done = mvc.post()
                .uri("/sign-in")
                .param("username", "forged")
                .param("password", PASSWORD)
                .exchange();
        assertThat(done).hasRedirectedUrl("/sign-in");
        assertThat(problemAfter(done)).contains("session had ended");
    }

    @Test
    void whoCameInWithAGivenPasswordChoosesOneFirst() {
        OneTimePassword fresh = some.named("fresh", Role.ADMIN);
        Cookie session = session(signIn("fresh", fresh.password()));
        assertThat(mvc.get().uri("/people").cookie(session)).hasRedirectedUrl("/profile/password");
        assertThat(mvc.post().uri("/profile").with(csrf()).cookie(session)).hasRedirectedUrl("/profile/password");
        assertThat(mvc.get().uri("/people").cookie(session).header("HX-Request", "true"))
                .hasHeader("HX-Redirect", "/profile/password");
        assertThat(mvc.get().uri("/profile/password").cookie(session))
                .hasStatusOk()
                .bodyText()
                .contains("Choose your own password");

        MvcTestResult changed = mvc.post()
                .uri("/profile/password")
                .with(csrf())
                .cookie(session)
                .param("former", fresh.password())
                .param("wanted", PASSWORD)
                .param("again", PASSWORD)
                .exchange();
        assertThat(changed).hasRedirectedUrl("/");
        assertThat(mvc.get().uri("/people").cookie(session(changed))).hasStatusOk();
        assertThat(mvc.get().uri("/profile").cookie(session)).hasRedirectedUrl("/sign-in");
    }

    @Test
    void anotherRoleHoldsAtOnceInARunningSession() {
        Person admin = some.some(Role.ADMIN);
        Person person = settled("promoted", Role.USER);
        Cookie session = session(signIn("promoted", PASSWORD));
        assertThat(mvc.get().uri("/people").cookie(session)).hasStatus(403);
        registrar.changeRole(person.id(), Role.ADMIN, admin);
        assertThat(mvc.get().uri("/people").cookie(session)).hasStatusOk();
        registrar.changeRole(person.id(), Role.USER, admin);
        assertThat(mvc.get().uri("/people").cookie(session)).hasStatus(403);
    }

    @Test
    void aDisabledPersonIsOutAtOnce() {
        Person person = settled("expelled", Role.USER);
        Cookie session = session(signIn("expelled", PASSWORD));
        assertThat(mvc.get().uri("/profile").cookie(session)).hasStatusOk();
        registrar.disable(person.id(), some.some(Role.ADMIN));
        assertThat(mvc.get().uri("/profile").cookie(session)).hasRedirectedUrl("/sign-in");
        assertThat(problemAfter(signIn("expelled", PASSWORD))).contains("disabled");
    }

    @Test
    void signsOut() {
        settled("leaver", Role.USER);
        Cookie session = session(signIn("leaver", PASSWORD));
        assertThat(mvc.get().uri("/sign-out").cookie(session))
                .as("only by a form")
                .hasStatus4xxClientError();
        assertThat(mvc.get().uri("/profile").cookie(session)).hasStatusOk();
        assertThat(mvc.post().uri("/sign-out").with(csrf()).cookie(session)).hasRedirectedUrl("/");
        assertThat(mvc.get().uri("/profile").cookie(session)).hasRedirectedUrl("/sign-in");
    }

    @Test
    void theSessionHoldsALineAboutThePersonAndNothingElse() {
        settled("stored", Role.USER);
        Cookie session = session(signIn("stored", PASSWORD));
        mvc.get().uri("/profile").cookie(session).exchange();
        List<@Nullable String> attributes = jdbc.sql("""
                        select a.attribute_name || ' ' || length(a.attribute_bytes)
                        from spring_session_attributes a join spring_session s on s.primary_id = a.session_primary_id
                        where s.principal_name = 'stored'""").query(String.class).list();
        assertThat(attributes).isNotEmpty().allSatisfy(attribute -> {
            assertThat(attribute).doesNotContain("SPRING_SECURITY_CONTEXT");
            assertThat(Integer.parseInt(requireNonNull(attribute).split(" ")[1]))
                    .isLessThan(1_000);
        });
    }

    @Test
    void aPartOfAPageIsNotReplacedByASignInForm() {
        assertThat(mvc.get().uri("/profile").header("HX-Request", "true"))
                .hasStatus(401)
                .hasHeader("HX-Refresh", "true");
    }

    @Test
    void aFormThatComesInAfterItsSessionEndedLeadsToTheSignInPage() {
        MvcTestResult late = mvc.post().uri("/profile").param("fullName", "x").exchange();
        assertThat(late).hasRedirectedUrl("/sign-in");
        assertThat(problemAfter(late)).contains("nothing was changed");
        assertThat(mvc.post().uri("/profile").header("HX-Request", "true")).hasHeader("HX-Redirect", "/sign-in");
    }

    @Test
    void whoIsSignedInDoesNotSeeTheSignInPage() {
        assertThat(mvc.get().uri("/sign-in").with(AsPerson.signedIn(some.some(Role.USER))))
                .hasRedirectedUrl("/");
        assertThat(mvc.get().uri("/sign-in")).hasStatusOk().bodyText().contains("name=\"password\"", "_csrf");
    }

    /** Somebody who has chosen a password. */
    private Person settled(String userName, Role role) {
        OneTimePassword given = some.named(userName, role);
        profiles.changePassword(given.person().id(), given.password(), PASSWORD, PASSWORD);
        return given.person();
    }

    private MvcTestResult signIn(String userName, String password, Cookie... cookies) {
        var request = mvc.post()
                .uri("/sign-in")
                .with(csrf())
                .param("username", userName)
                .param("password", password);
        return (cookies.length == 0 ? request : request.cookie(cookies)).exchange();
    }

    private String problemAfter(MvcTestResult redirect) {
        String page = new String(
                mvc.get()
                        .uri(requireNonNull(redirect.getResponse().getRedirectedUrl()))
                        .cookie(session(redirect))
                        .exchange()
                        .getResponse()
                        .getContentAsByteArray(),
                StandardCharsets.UTF_8);
        int start = page.indexOf("role=\"alert\"");
        assertThat(start).as("a problem on the page").isPositive();
        return page.substring(page.indexOf("<p>", start), page.indexOf("</p>", start));
    }

    private static Cookie session(MvcTestResult result) {
        return requireNonNull(result.getResponse().getCookie("podkeeper"), "a session cookie");
    }
}
