package org.podkeeper.account.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.AccountTest;
import org.podkeeper.account.People;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.account.SignInDesk;
import org.podkeeper.account.SignInResult.Welcome;
import org.podkeeper.account.security.AsPerson;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@AccountTest
class PeoplePagesTest {
    private static final Pattern PASSWORD = Pattern.compile("([a-z2-9]{5}-){3}[a-z2-9]{5}");

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private People people;

    @Autowired
    private Registrar registrar;

    @Autowired
    private SignInDesk desk;

    @Autowired
    private PeopleForTests some;

    private Person admin;

    @BeforeEach
    void anAdmin() {
        admin = some.some(Role.ADMIN);
    }

    @Test
    void listsAndFindsPeople() {
        some.named("pages.findme", Role.INSTRUCTOR);
        assertThat(get("/people")).hasStatusOk().bodyText().contains("pages.findme", "people have an account here");
        assertThat(get("/people?q=pages.FIND"))
                .bodyText()
                .contains("pages.findme", "One person matches")
                .doesNotContain(admin.userName() + "@");
        assertThat(get("/people?q=%3Cscript%3E"))
                .bodyText()
                .contains("Nobody matches")
                .doesNotContain("<script>“");
    }

    @Test
    void makesAnAccountAndShowsItsPasswordOnce() {
        MvcTestResult made = post(
                "/people/new",
                "userName",
                "pages.new",
                "fullName",
                "Noor Haddad",
                "email",
                "n@x.example",
                "role",
                "LAB_ADMIN");
        assertThat(made).hasStatusOk();
        Matcher password = PASSWORD.matcher(body(made));
        assertThat(password.find()).isTrue();
        assertThat(desk.signIn("pages.new", password.group(), "192.0.2.200")).isInstanceOf(Welcome.class);
        Person person = people.findByUserName("pages.new").orElseThrow();
        assertThat(person.role()).isEqualTo(Role.LAB_ADMIN);
        assertThat(body(get("/people/" + person.id())))
                .contains("Noor Haddad", "One-time password")
                .doesNotContainPattern(PASSWORD);
    }

    @Test
    void showsEveryReasonAgainstAnAccountBesideItsField() {
        assertThat(post("/people/new", "userName", "Not A Name", "fullName", "", "email", "x", "role", "USER"))
                .hasStatusOk()
                .bodyText()
                .contains("A user name begins with", "A full name is needed", "A mail address looks like")
                .contains("value=\"Not A Name\"");
        assertThat(post("/people/new", "userName", "x1", "fullName", "X", "email", "x@y", "role", "EMPEROR"))
                .bodyText()
                .contains("Choose one of the roles");
        assertThat(post("/people/new")).hasStatusOk();
    }

    @Test
    void changesTheRole() {
        Person person = some.some(Role.USER);
        assertThat(post("/people/" + person.id() + "/role", "role", "INSTRUCTOR"))
                .hasRedirectedUrl("/people/" + person.id());
        assertThat(people.find(person.id()).orElseThrow().role()).isEqualTo(Role.INSTRUCTOR);
        assertThat(post("/people/" + person.id() + "/role", "role", "EMPEROR")
                        .getMvcResult()
                        .getFlashMap()
                        .get("problem"))
                .asString()
                .contains("Choose one of the roles");
    }

    @Test
    void disablesAndEnables() {
        Person person = some.some(Role.USER);
        post("/people/" + person.id() + "/disable");
        assertThat(registrar.find(person.id()).orElseThrow().disabled()).isTrue();
        assertThat(get("/people/" + person.id())).bodyText().contains("Disabled since", "Enable account");
        post("/people/" + person.id() + "/enable");
        assertThat(registrar.find(person.id()).orElseThrow().disabled()).isFalse();
    }

    @Test
    void saysWhyAnAdminCannotDisableThemselves() {
        assertThat(post("/people/" + admin.id() + "/disable")
                        .getMvcResult()
                        .getFlashMap()
                        .get("problem"))
                .asString()
                .contains("admin");
        assertThat(registrar.find(admin.id()).orElseThrow().disabled()).isFalse();
    }

    @Test
    void replacesAPassword() {
        Person person = some.named("pages.lost", Role.USER).person();
        Matcher password = PASSWORD.matcher(body(post("/people/" + person.id() + "/password")));
        assertThat(password.find()).isTrue();
        assertThat(desk.signIn("pages.lost", password.group(), "192.0.2.201")).isInstanceOf(Welcome.class);
    }

    @Test
    void knowsNobodyOfAnUnknownId() {
        assertThat(get("/people/" + UUID.randomUUID())).hasStatus(404);
        assertThat(get("/people/not-an-id")).hasStatus(404);
        assertThat(post("/people/" + UUID.randomUUID() + "/disable")).hasStatus(404);
    }

    @Test
    void isNotForLabAdmins() {
        Person labAdmin = some.some(Role.LAB_ADMIN);
        assertThat(mvc.post()
                        .uri("/people/" + labAdmin.id() + "/role")
                        .with(AsPerson.signedIn(labAdmin))
                        .with(csrf())
                        .param("role", "ADMIN"))
                .hasStatus(403);
        assertThat(people.find(labAdmin.id()).orElseThrow().role()).isEqualTo(Role.LAB_ADMIN);
    }

    private MvcTestResult get(String path) {
        return mvc.get()
                .uri(java.net.URI.create(path))
                .with(AsPerson.signedIn(admin))
                .exchange();
    }

    private MvcTestResult post(String path, String... fields) {
        var request = mvc.post().uri(path).with(AsPerson.signedIn(admin)).with(csrf());
        for (int i = 0; i < fields.length; i += 2) {
            request = request.param(fields[i], fields[i + 1]);
        }
        return request.exchange();
    }

    private static String body(MvcTestResult result) {
        return new String(result.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    }
}
