package org.podkeeper.account.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import org.junit.jupiter.api.Test;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.PeopleForTests;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, PeopleForTests.class})
class SignInTest {
    @Autowired
    private MockMvcTester mvc;

    @Test
    void sendsAStrangerToTheSignInPage() {
        assertThat(mvc.get().uri("/profile")).hasStatus3xxRedirection().hasRedirectedUrl("/sign-in");
    }

    @Test
    void refusesAWrongPassword() {
        assertThat(mvc.post()
                        .uri("/sign-in")
                        .with(csrf())
                        .param("username", "nobody")
                        .param("password", "whatever"))
                .hasStatus3xxRedirection()
                .hasRedirectedUrl("/sign-in");
    }
}
