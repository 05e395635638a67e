package org.podkeeper;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.account.security.AsPerson.signedIn;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import jakarta.servlet.RequestDispatcher;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.Grade;
import org.podkeeper.inventory.MachinesForTests;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every page and every operation of the API, opened by everyone: who gets in, and who is sent away how. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class, MachinesForTests.class, ThingsForTests.class})
class WhoMayDoWhatTest {
    /** Whom a route lets in. A route that is not in this table fails the test. */
    private static final Map<String, Need> NEEDS = table("""
            ANYBODY     GET    /
            ANYBODY     GET    /calendar
            ANYBODY     GET    /api/v1/openings
            ANYBODY     GET    /sign-in
            ANYBODY     GET    /help
            ANYBODY     GET    /help/{slug}
            ANYBODY     ANY    /error
            ANYBODY     GET    /api
            ANYBODY     GET    /api/v1/openapi
            ANYBODY     GET    /api/v1/openapi.yaml
            ANYBODY     GET    /api/v1/openapi/swagger-config

            USER        GET    /profile
            USER        POST   /profile
            USER        GET    /profile/password
            USER        POST   /profile/password
            USER        GET    /profile/keys
            USER        POST   /profile/keys
            OWNER       POST   /profile/keys/{key}/remove
            USER        GET    /inbox
            USER        POST   /inbox/read-all
            OWNER       POST   /inbox/{id}/open
            OWNER       POST   /inbox/{id}/read
            USER        GET    /api/v1/inbox
            OWNER       POST   /api/v1/inbox/{id}/read
            USER        GET    /profile/notifications
            USER        POST   /profile/notifications
            USER        POST   /profile/notifications/calendar
            USER        POST   /profile/notifications/calendar/remove
            USER        GET    /profile/webhooks
            USER        POST   /profile/webhooks
            OWNER       GET    /profile/webhooks/{id}
            OWNER       POST   /profile/webhooks/{id}/test
            OWNER       POST   /profile/webhooks/{id}/on
            OWNER       POST   /profile/webhooks/{id}/remove
            OWNER       POST   /profile/webhooks/{id}/deliveries/{delivery}/again
            USER        GET    /api/v1/webhooks
            USER        POST   /api/v1/webhooks
            OWNER       GET    /api/v1/webhooks/{id}
            OWNER       DELETE /api/v1/webhooks/{id}
            OWNER       POST   /api/v1/webhooks/{id}/test
            OWNER       POST   /api/v1/webhooks/{id}/on
            OWNER       GET    /api/v1/webhooks/{id}/deliveries
            OWNER       POST   /api/v1/webhooks/{id}/deliveries/{delivery}/again
            ANYBODY     GET    /calendar/feed/{secret}.ics
            ANYBODY     GET    /mail/unsubscribe/{link}
            ANYBODY     POST   /mail/unsubscribe/{link}
            USER        GET    /profile/teams
            USER        POST   /profile/teams
            KEEPS       POST   /profile/teams/{team}/members
            KEEPS       POST   /profile/teams/{team}/members/remove
            KEEPS       POST   /profile/teams/{team}/dissolve
            USER        GET    /api/v1/teams
            USER        POST   /api/v1/teams
            KEEPS       POST   /api/v1/teams/{team}/members
            KEEPS       DELETE /api/v1/teams/{team}/members/{userName}
            KEEPS       DELETE /api/v1/teams/{team}
            USER        GET    /profile/tokens
            USER        POST   /profile/tokens
            OWNER       POST   /profile/tokens/{token}/revoke
            USER        GET    /api/v1/me

            USER        GET    /bookings
            USER        GET    /profile/limits
            LAB_ADMIN   GET    /people/limits
            LAB_ADMIN   POST   /people/limits
            LAB_ADMIN   GET    /people/limits/edit
            LAB_ADMIN   POST   /people/limits/{id}/remove
            LAB_ADMIN   GET    /people/limits/of/{person}
            USER        GET    /api/v1/limits
            LAB_ADMIN   GET    /api/v1/limit-rules
            LAB_ADMIN   PUT    /api/v1/limit-rules
            LAB_ADMIN   DELETE /api/v1/limit-rules/{id}
            USER        POST   /bookings
            USER        GET    /bookings/room
            USER        GET    /bookings/requests
            KEEPS       GET    /bookings/requests/{id}
            DECIDES     POST   /bookings/requests/{id}/approve
            DECIDES     POST   /bookings/requests/{id}/deny
            OWNER       POST   /bookings/requests/{id}/withdraw
            INSTRUCTOR  GET    /bookings/approvals
            USER        GET    /api/v1/approvals
            KEEPS       GET    /api/v1/approvals/{id}
            DECIDES     POST   /api/v1/approvals/{id}/approve
            DECIDES     POST   /api/v1/approvals/{id}/deny
            OWNER       POST   /api/v1/approvals/{id}/withdraw
            SEES        GET    /bookings/{id}
            SEES        GET    /bookings/{id}/live
            ENDS        POST   /bookings/{id}/end
            EXTENDS     POST   /bookings/{id}/move-end
            ENDS        POST   /bookings/{id}/move
            ENDS        POST   /bookings/{id}/people
            ENDS        POST   /bookings/{id}/team
            OWNS        POST   /bookings/{id}/owner
            ENDS        POST   /bookings/{id}/people/remove
            USES        POST   /bookings/{id}/try-again
            USES        POST   /bookings/{id}/operations
            SEES        GET    /bookings/{id}/history
            USES        POST   /bookings/{id}/ask-admin
            LAB_ADMIN   POST   /bookings/{id}/answer
            USER        GET    /api/v1/bookings
            USER        POST   /api/v1/bookings
            SEES        GET    /api/v1/bookings/{id}
            SEES        GET    /api/v1/bookings/{id}/progress
            SEES        GET    /api/v1/bookings/{id}/access
            SEES        GET    /api/v1/bookings/{id}/history
            ENDS        DELETE /api/v1/bookings/{id}
            SEES        GET    /api/v1/bookings/{id}/people
            ENDS        POST   /api/v1/bookings/{id}/people
            ENDS        POST   /api/v1/bookings/{id}/team
            OWNS        POST   /api/v1/bookings/{id}/owner
            ENDS        DELETE /api/v1/bookings/{id}/people/{userName}
            SEES        GET    /api/v1/bookings/{id}/extent
            EXTENDS     POST   /api/v1/bookings/{id}/move-end
            SEES        GET    /api/v1/bookings/{id}/move
            ENDS        POST   /api/v1/bookings/{id}/move
            SEES        GET    /api/v1/bookings/{id}/changes
            USES        POST   /api/v1/bookings/{id}/try-again
            USES        POST   /api/v1/bookings/{id}/operations
            SEES        GET    /api/v1/bookings/{id}/operations
            SEES        GET    /api/v1/bookings/{id}/operations/{operation}
            SEES        GET    /api/v1/bookings/{id}/snapshots

            USES        POST   /bookings/{id}/still-using
            SEES        GET    /api/v1/bookings/{id}/use
            USES        POST   /api/v1/bookings/{id}/use/needed
            USER        GET    /waiting
            USER        POST   /waiting
            LAB_ADMIN   GET    /waiting/all
            LAB_ADMIN   POST   /waiting/{id}/remove
            LAB_ADMIN   GET    /api/v1/waiting/all
            LAB_ADMIN   POST   /api/v1/waiting/{id}/remove
            OWNER       GET    /waiting/{id}
            OWNER       POST   /waiting/{id}
            OWNER       POST   /waiting/{id}/take
            OWNER       POST   /waiting/{id}/decline
            OWNER       POST   /waiting/{id}/leave
            USER        GET    /api/v1/waiting
            USER        POST   /api/v1/waiting
            OWNER       GET    /api/v1/waiting/{id}
            OWNER       PATCH  /api/v1/waiting/{id}
            OWNER       DELETE /api/v1/waiting/{id}
            OWNER       POST   /api/v1/waiting/{id}/take
            OWNER       POST   /api/v1/waiting/{id}/decline

            USER        GET    /catalog
            USER        GET    /catalog/pods/{key}
            USER        GET    /api/v1/pods
            USER        GET    /api/v1/configs
            USER        GET    /api/v1/images
            USER        GET    /api/v1/media
            USER        GET    /kept-pods
            OWNER       POST   /kept-pods/{id}/delete
            USER        GET    /api/v1/kept-pods
            OWNER       DELETE /api/v1/kept-pods/{id}
            USER        GET    /saved-images
            KEEPS       GET    /saved-images/{id}
            KEEPS       POST   /saved-images/{id}/rename
            KEEPS       POST   /saved-images/{id}/share
            KEEPS       POST   /saved-images/{id}/configs
            KEEPS       POST   /saved-images/{id}/configs/retire
            KEEPS       POST   /saved-images/{id}/delete
            LAB_ADMIN   POST   /saved-images/{id}/publish
            USER        GET    /api/v1/saved-images
            KEEPS       GET    /api/v1/saved-images/{id}
            KEEPS       POST   /api/v1/saved-images/{id}
            KEEPS       POST   /api/v1/saved-images/{id}/configs
            KEEPS       DELETE /api/v1/saved-images/{id}
            LAB_ADMIN   GET    /catalog/pods/new
            LAB_ADMIN   POST   /catalog/pods
            LAB_ADMIN   GET    /catalog/pods/{key}/edit
            LAB_ADMIN   POST   /catalog/pods/{key}/edit
            LAB_ADMIN   POST   /catalog/pods/{key}/retire
            LAB_ADMIN   POST   /catalog/pods/{key}/restore
            LAB_ADMIN   GET    /catalog/configs/new
            LAB_ADMIN   POST   /catalog/configs
            LAB_ADMIN   GET    /catalog/configs/{key}/edit
            LAB_ADMIN   POST   /catalog/configs/{key}/edit
            LAB_ADMIN   POST   /catalog/configs/{key}/retire
            LAB_ADMIN   POST   /catalog/configs/{key}/restore
            LAB_ADMIN   GET    /images-admin
            LAB_ADMIN   POST   /images-admin
            LAB_ADMIN   GET    /images-admin/new
            LAB_ADMIN   GET    /images-admin/{id}
            LAB_ADMIN   POST   /images-admin/{id}
            LAB_ADMIN   GET    /images-admin/{id}/row
            LAB_ADMIN   POST   /images-admin/{id}/fetch
            LAB_ADMIN   POST   /images-admin/{id}/cancel
            LAB_ADMIN   POST   /images-admin/{id}/remove

            USER        GET    /api/v1/labs
            USER        GET    /api/v1/hosts
            LAB_ADMIN   GET    /labs
            LAB_ADMIN   POST   /labs
            LAB_ADMIN   GET    /labs/new
            LAB_ADMIN   GET    /labs/{id}
            LAB_ADMIN   POST   /labs/{id}
            LAB_ADMIN   POST   /labs/{id}/remove
            LAB_ADMIN   POST   /labs/{id}/use
            LAB_ADMIN   POST   /labs/{id}/use/portal
            USER        GET    /api/v1/labs/{id}/unused-pods
            LAB_ADMIN   PUT    /api/v1/labs/{id}/unused-pods
            LAB_ADMIN   DELETE /api/v1/labs/{id}/unused-pods
            LAB_ADMIN   GET    /hosts
            LAB_ADMIN   POST   /hosts
            LAB_ADMIN   GET    /hosts/new
            LAB_ADMIN   POST   /hosts/look
            LAB_ADMIN   GET    /hosts/differences
            LAB_ADMIN   GET    /hosts/differences/live
            LAB_ADMIN   POST   /hosts/differences/compare
            LAB_ADMIN   POST   /hosts/differences/{id}/remove
            LAB_ADMIN   GET    /hosts/golden-pods
            LAB_ADMIN   POST   /hosts/golden-pods
            LAB_ADMIN   POST   /hosts/golden-pods/{id}/remove
            LAB_ADMIN   POST   /hosts/golden-pods/{id}/again
            LAB_ADMIN   POST   /hosts/golden-pods/{id}/in-advance
            LAB_ADMIN   POST   /api/v1/hosts/{id}/drain
            LAB_ADMIN   POST   /api/v1/hosts/{id}/return
            LAB_ADMIN   GET    /api/v1/hosts/{id}/trials
            LAB_ADMIN   POST   /api/v1/hosts/{id}/trials
            LAB_ADMIN   GET    /hosts/standing-pods
            LAB_ADMIN   POST   /hosts/standing-pods
            LAB_ADMIN   POST   /hosts/standing-pods/{id}
            LAB_ADMIN   POST   /hosts/standing-pods/{id}/remove
            LAB_ADMIN   GET    /api/v1/standing-pods
            LAB_ADMIN   POST   /api/v1/standing-pods
            LAB_ADMIN   GET    /api/v1/standing-pods/{id}
            LAB_ADMIN   PUT    /api/v1/standing-pods/{id}
            LAB_ADMIN   DELETE /api/v1/standing-pods/{id}
            LAB_ADMIN   GET    /api/v1/golden-pods
            LAB_ADMIN   POST   /api/v1/golden-pods
            LAB_ADMIN   PATCH  /api/v1/golden-pods/{id}
            LAB_ADMIN   DELETE /api/v1/golden-pods/{id}
            LAB_ADMIN   GET    /hosts/{id}
            LAB_ADMIN   GET    /hosts/{id}/edit
            LAB_ADMIN   POST   /hosts/{id}/edit
            LAB_ADMIN   POST   /hosts/{id}/probe
            LAB_ADMIN   GET    /hosts/{id}/health
            LAB_ADMIN   GET    /hosts/{id}/health/live
            LAB_ADMIN   POST   /hosts/{id}/try
            LAB_ADMIN   POST   /hosts/{id}/drain
            LAB_ADMIN   POST   /hosts/{id}/drain/undo
            LAB_ADMIN   POST   /hosts/{id}/take-out
            LAB_ADMIN   POST   /hosts/{id}/return
            LAB_ADMIN   POST   /hosts/{id}/remove
            LAB_ADMIN   GET    /outages
            LAB_ADMIN   GET    /outages/new
            LAB_ADMIN   POST   /outages/preview
            LAB_ADMIN   POST   /outages
            LAB_ADMIN   GET    /outages/{id}
            LAB_ADMIN   POST   /outages/{id}/end
            LAB_ADMIN   POST   /outages/{id}/until
            LAB_ADMIN   GET    /api/v1/outages
            LAB_ADMIN   POST   /api/v1/outages
            LAB_ADMIN   GET    /api/v1/outages/{id}
            LAB_ADMIN   POST   /api/v1/outages/{id}/end
            LAB_ADMIN   DELETE /api/v1/outages/{id}
            LAB_ADMIN   GET    /maintenance/new
            LAB_ADMIN   POST   /maintenance/preview
            LAB_ADMIN   POST   /maintenance
            LAB_ADMIN   POST   /maintenance/{id}/end
            LAB_ADMIN   GET    /announcements
            LAB_ADMIN   POST   /announcements
            LAB_ADMIN   POST   /announcements/{id}/withdraw
            ANYBODY     POST   /notices/{id}/dismiss
            USER        GET    /api/v1/announcements
            LAB_ADMIN   POST   /api/v1/announcements
            LAB_ADMIN   DELETE /api/v1/announcements/{id}

            ADMIN       GET    /people
            ADMIN       GET    /people/new
            ADMIN       POST   /people/new
            ADMIN       GET    /people/{person}
            ADMIN       POST   /people/{person}/role
            ADMIN       POST   /people/{person}/disable
            ADMIN       POST   /people/{person}/enable
            ADMIN       POST   /people/{person}/password
            ADMIN       GET    /people/mail
            ADMIN       POST   /people/mail/{id}/again
            """);

    /** What a route cannot do without; otherwise a request would be bad before anybody asks whose it is. */
    private static final Map<String, String> QUERIES = Map.of(
            "GET /catalog/configs/new",
            "?pod=" + ThingsForTests.POD,
            "POST /catalog/configs",
            "?pod=" + ThingsForTests.POD,
            "GET /hosts/new",
            "?lab=00000000-0000-0000-0000-000000000000",
            "POST /people/{person}/role",
            "?role=INSTRUCTOR");

    private enum Need {
        ANYBODY,
        USER,
        INSTRUCTOR,
        LAB_ADMIN,
        ADMIN,
        /** Lab admins; whose it is sees it and may not; for everybody else it is not there. */
        DECIDES,
        /** Whose it is, and nobody else whatever their role. */
        OWNER,
        /** Whose it is, and lab admins; for everybody else it is not there. */
        KEEPS,
        /** Whose booking it is, who was let look at it, and from instructors on everybody. */
        SEES,
        /** Whose booking it is, who was let use it, and from lab admins on everybody; others who see it may not. */
        USES,
        /** Whose booking it is, who was let manage it, and from instructors on everybody. */
        EXTENDS,
        /** Whose booking it is, who was let manage it, and from lab admins on everybody; others who see it may not. */
        ENDS,
        /** Whose booking it is, and from lab admins on everybody; others who see it may not. */
        OWNS
    }

    private enum Visitor {
        STRANGER,
        OWNER,
        /** May look at the owner's bookings; a plain user otherwise, like the next two. */
        LOOKER,
        /** May use them. */
        HELPER,
        /** May manage them. */
        KEEPER,
        USER,
        INSTRUCTOR,
        LAB_ADMIN,
        ADMIN;

        /** The owner of things is a plain user, and so is whom the owner lets do something. */
        Role role() {
            return this == OWNER || grade() != null ? Role.USER : Role.valueOf(name());
        }

        @Nullable
        Grade grade() {
            return switch (this) {
                case LOOKER -> Grade.LOOK;
                case HELPER -> Grade.USE;
                case KEEPER -> Grade.MANAGE;
                default -> null;
            };
        }

        boolean may(Grade wanted) {
            Grade grade = grade();
            return this == OWNER || grade != null && grade.includes(wanted);
        }

        boolean is(Role role) {
            return this != STRANGER && role().compareTo(role) >= 0;
        }
    }

    private enum Answer {
        IN,
        ASKED_TO_SIGN_IN,
        REFUSED,
        NOTHING_THERE
    }

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private Collection<RequestMappingHandlerMapping> mappings;

    @Autowired
    private LabForTests lab;

    @Autowired
    private ThingsForTests things;

    private final Map<Visitor, Person> people = new EnumMap<>(Visitor.class);
    private final Map<Visitor, String> tokens = new EnumMap<>(Visitor.class);

    @BeforeEach
    void everybodyIsThere() {
        things.prepare();
        for (Visitor visitor : Visitor.values()) {
            if (visitor != Visitor.STRANGER) {
                people.put(visitor, lab.somebody(visitor.role()));
                tokens.put(
                        visitor,
                        things.token(requireNonNull(people.get(visitor))).secret());
            }
        }
    }

    @Test
    void theTableHasEveryRouteAndNoOther() {
        assertThat(new TreeSet<>(NEEDS.keySet())).isEqualTo(routes());
    }

    @TestFactory
    Stream<DynamicNode> everyoneGetsWhereTheyMayAndNowhereElse() {
        return routes().stream()
                .flatMap(route -> Arrays.stream(Visitor.values())
                        // everywhere else they are plain users
                        .filter(visitor -> visitor.grade() == null || route.contains("bookings/{id}"))
                        .map(visitor ->
                                DynamicTest.dynamicTest(route + " as " + visitor, () -> visit(route, visitor))));
    }

    @Test
    void theNavigationLeadsOnlyWhereTheReaderMayGo() throws Exception {
        for (Visitor visitor : Visitor.values()) {
            String page = open("GET /", visitor).getResponse().getContentAsString();
            assertThat(page.contains("href=\"/bookings\""))
                    .as("Bookings for %s", visitor)
                    .isEqualTo(visitor.is(Role.USER));
            assertThat(page.contains("href=\"/hosts\""))
                    .as("Hosts for %s", visitor)
                    .isEqualTo(visitor.is(Role.LAB_ADMIN));
            assertThat(page.contains("href=\"/people\""))
                    .as("People for %s", visitor)
                    .isEqualTo(visitor.is(Role.ADMIN));
        }
    }

    private void visit(String route, Visitor visitor) throws Exception {
        Need need = requireNonNull(NEEDS.get(route), "The table says nothing about " + route);
        MvcTestResult result = open(route, visitor);
        String body = result.getResponse().getContentAsString();
        assertThat(result.getUnresolvedException())
                .as("unresolved by the portal")
                .isNull();
        assertThat(result.getResponse().getStatus())
                .as("status; the answer: %s", body)
                .isLessThan(500);
        assertThat(body).doesNotContainPattern("[A-Za-z]Exception\\b|\\bat [a-z]+(\\.\\w+)+\\(|Caused by:");
        assertThat(answer(result))
                .as("status %d: %s", result.getResponse().getStatus(), body)
                .isEqualTo(expected(need, visitor));
    }

    private MvcTestResult open(String route, Visitor visitor) {
        String[] words = route.split(" ");
        HttpMethod method = words[0].equals("ANY") ? HttpMethod.GET : HttpMethod.valueOf(words[0]);
        Person owner = requireNonNull(people.get(Visitor.OWNER));
        things.sharedWith(people.entrySet().stream()
                .filter(entry -> entry.getKey().grade() != null)
                .collect(toMap(
                        entry -> entry.getValue().userName(),
                        entry -> requireNonNull(entry.getKey().grade()))));
        String path = things.fill(words[1], owner) + QUERIES.getOrDefault(route, "");
        var request = mvc.method(method).uri(path);
        if (path.startsWith("/api/v1/")) {
            if (Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH).contains(method)) {
                request.contentType(MediaType.APPLICATION_JSON).content("{}");
            }
            if (visitor != Visitor.STRANGER) {
                request.header(HttpHeaders.AUTHORIZATION, "Bearer " + tokens.get(visitor));
            }
            return request.exchange();
        }
        if (path.equals("/error")) {
            request.requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 400);
        }
        request.accept(MediaType.TEXT_HTML).with(csrf());
        Person person = people.get(visitor);
        return (person == null ? request : request.with(signedIn(person))).exchange();
    }

    private static Answer answer(MvcTestResult result) {
        return switch (result.getResponse().getStatus()) {
            case 401 -> Answer.ASKED_TO_SIGN_IN;
            case 403 -> Answer.REFUSED;
            case 404 -> Answer.NOTHING_THERE;
            case 405, 406, 415 -> throw new AssertionError("The test asks in a wrong way");
            default -> "/sign-in".equals(result.getResponse().getRedirectedUrl()) ? Answer.ASKED_TO_SIGN_IN : Answer.IN;
        };
    }

    private static Answer expected(Need need, Visitor visitor) {
        if (need == Need.ANYBODY) {
            return Answer.IN;
        }
        if (visitor == Visitor.STRANGER) {
            return Answer.ASKED_TO_SIGN_IN;
        }
        boolean owner = visitor == Visitor.OWNER;
        return switch (need) {
            case ANYBODY, USER -> Answer.IN;
            case INSTRUCTOR -> visitor.is(Role.INSTRUCTOR) ? Answer.IN : Answer.REFUSED;
            case DECIDES -> visitor.is(Role.LAB_ADMIN) ? Answer.IN : owner ? Answer.REFUSED : Answer.NOTHING_THERE;
            case LAB_ADMIN -> visitor.is(Role.LAB_ADMIN) ? Answer.IN : Answer.REFUSED;
            case ADMIN -> visitor.is(Role.ADMIN) ? Answer.IN : Answer.REFUSED;
            case OWNER -> owner ? Answer.IN : Answer.NOTHING_THERE;
            case KEEPS -> owner || visitor.is(Role.LAB_ADMIN) ? Answer.IN : Answer.NOTHING_THERE;
            case SEES -> sees(visitor) ? Answer.IN : Answer.NOTHING_THERE;
            case USES -> ofThoseWhoSee(visitor, visitor.may(Grade.USE) || visitor.is(Role.LAB_ADMIN));
            case EXTENDS -> ofThoseWhoSee(visitor, visitor.may(Grade.MANAGE) || visitor.is(Role.INSTRUCTOR));
            case OWNS -> ofThoseWhoSee(visitor, owner || visitor.is(Role.LAB_ADMIN));
            case ENDS -> ofThoseWhoSee(visitor, visitor.may(Grade.MANAGE) || visitor.is(Role.LAB_ADMIN));
        };
    }

    private static boolean sees(Visitor visitor) {
        return visitor.may(Grade.LOOK) || visitor.is(Role.INSTRUCTOR);
    }

    private static Answer ofThoseWhoSee(Visitor visitor, boolean may) {
        return may ? Answer.IN : sees(visitor) ? Answer.REFUSED : Answer.NOTHING_THERE;
    }

    /** As {@code GET /hosts/{id}}; {@code ANY} where the method does not matter. */
    private Set<String> routes() {
        return mappings.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(WhoMayDoWhatTest::routesOf)
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<String> routesOf(RequestMappingInfo mapping) {
        Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
        List<String> names = methods.isEmpty()
                ? List.of("ANY")
                : methods.stream().map(RequestMethod::name).toList();
        return mapping.getPatternValues().stream()
                .flatMap(pattern -> names.stream().map(name -> name + " " + pattern));
    }

    private static Map<String, Need> table(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" +"))
                .collect(toMap(
                        words -> words[1] + " " + words[2],
                        words -> Need.valueOf(words[0]),
                        (one, other) -> {
                            throw new IllegalArgumentException("A route is twice in the table");
                        },
                        TreeMap::new));
    }
}
