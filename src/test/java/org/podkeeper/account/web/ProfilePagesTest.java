package org.podkeeper.account.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.AccountTest;
import org.podkeeper.account.People;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.SshKey;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.account.security.AsPerson;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@AccountTest
class ProfilePagesTest {
    private static final Pattern TOKEN = Pattern.compile("pk_[A-Za-z0-9_-]{43}");

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private People people;

    @Autowired
    private TokenDesk desk;

    @Autowired
    private PeopleForTests some;

    private Person person;

    @BeforeEach
    void somebody() {
        person = some.some(Role.USER);
    }

    @Test
    void savesTheProfileAndShowsItAgain() {
        assertThat(post("/profile", "fullName", "Mira <Lindqvist>", "email", "m@x.example", "timeZone", "Asia/Tokyo"))
                .hasRedirectedUrl("/profile");
        person = people.find(person.id()).orElseThrow();
        assertThat(get("/profile"))
                .hasStatusOk()
                .bodyText()
                .contains("Mira &lt;Lindqvist&gt;", "value=\"m@x.example\"", "value=\"Asia/Tokyo\" selected")
                .doesNotContain("Mira <Lindqvist>");
    }

    @Test
    void showsEachReasonBesideItsField() {
        assertThat(post("/profile", "fullName", "", "email", "nowhere", "timeZone", "Mars/Olympus"))
                .hasStatusOk()
                .bodyText()
                .contains("A full name is needed.", "A mail address looks like", "no time zone called Mars/Olympus")
                .contains("value=\"nowhere\"", "aria-invalid=\"true\"");
    }

    @Test
    void toleratesAFormWithoutFields() {
        for (String path : new String[] {"/profile", "/profile/keys", "/profile/tokens", "/profile/password"}) {
            assertThat(post(path)).as(path).hasStatusOk();
        }
    }

    @Test
    void addsAndRemovesAKey() throws Exception {
        assertThat(get("/profile/keys")).bodyText().contains("No key yet");
        assertThat(post("/profile/keys", "name", "laptop", "line", key())).hasRedirectedUrl("/profile/keys");
        SshKey key = people.sshKeysOf(person.id()).getFirst();
        assertThat(get("/profile/keys")).bodyText().contains("laptop", key.fingerprint());
        assertThat(post("/profile/keys/" + key.id() + "/remove")).hasRedirectedUrl("/profile/keys");
        assertThat(people.sshKeysOf(person.id())).isEmpty();
        assertThat(post("/profile/keys/" + key.id() + "/remove")).hasStatus(404);
    }

    @Test
    void doesNotRemoveTheKeyOfAnother() throws Exception {
        post("/profile/keys", "name", "laptop", "line", key());
        SshKey key = people.sshKeysOf(person.id()).getFirst();
        Person owner = person;
        somebody();
        assertThat(post("/profile/keys/" + key.id() + "/remove")).hasStatus(404);
        assertThat(people.sshKeysOf(owner.id())).hasSize(1);
    }

    @Test
    void doesNotSendAPrivateKeyBack() {
        assertThat(post(
                        "/profile/keys",
                        "name",
                        "my laptop",
                        "line",
                        "-----BEGIN OPENSSH PRIVATE KEY-----\nSECRETSECRET"))
                .hasStatusOk()
                .bodyText()
                .contains("regard it as leaked", "value=\"my laptop\"")
                .doesNotContain("SECRETSECRET");
    }

    @Test
    void showsATokenOnce() {
        MvcTestResult made = post("/profile/tokens", "name", "ci", "days", "30");
        assertThat(made)
                .hasStatusOk()
                .headers()
                .hasValue("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
        Matcher token = TOKEN.matcher(body(made));
        assertThat(token.find()).isTrue();
        assertThat(desk.whose(token.group())).isPresent();
        assertThat(body(get("/profile/tokens"))).contains("ci").doesNotContainPattern(TOKEN);
        assertThat(post("/profile/tokens", "name", "ci", "days", "30"))
                .bodyText()
                .contains("You already have a token named “ci”.");
    }

    @Test
    void revokesAToken() {
        post("/profile/tokens", "name", "ci", "days", "");
        var token = desk.of(person.id()).getFirst();
        assertThat(token.expires()).isNull();
        assertThat(post("/profile/tokens/" + token.id() + "/revoke")).hasRedirectedUrl("/profile/tokens");
        assertThat(desk.of(person.id())).isEmpty();
        assertThat(post("/profile/tokens/" + token.id() + "/revoke")).hasStatus(404);
    }

    @Test
    void takesOnlyTheLifetimesOfTheList() {
        assertThat(post("/profile/tokens", "name", "ci", "days", "100000"))
                .bodyText()
                .contains("lengths in the list");
        assertThat(desk.of(person.id())).isEmpty();
    }

    @Test
    void neverSendsAPasswordBack() {
        assertThat(post(
                        "/profile/password",
                        "former",
                        "former-secret",
                        "wanted",
                        "wanted-secret",
                        "again",
                        "other-secret"))
                .hasStatusOk()
                .bodyText()
                .contains("not your present password", "differ")
                .doesNotContain("former-secret", "wanted-secret", "other-secret");
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).with(AsPerson.signedIn(person)).exchange();
    }

    private MvcTestResult post(String path, String... fields) {
        var request = mvc.post().uri(path).with(AsPerson.signedIn(person)).with(csrf());
        for (int i = 0; i < fields.length; i += 2) {
            request = request.param(fields[i], fields[i + 1]);
        }
        return request.exchange();
    }

    private static String body(MvcTestResult result) {
        return new String(result.getResponse().getContentAsByteArray(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String key() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return PublicKeyEntry.toString(keys.generateKeyPair().getPublic());
    }
}
