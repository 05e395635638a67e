package org.podkeeper.web;

import static org.podkeeper.web.WebSlice.NOW;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.inventory.Acceleration;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.FailedThere;
import org.podkeeper.inventory.HostChange;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostDraft;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.notification.Message;
import org.podkeeper.notification.MessageId;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.Failure;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.TrialView;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** The inbox and the page of a host's health with believable things on them. */
@TestConfiguration(proxyBeanMethods = false)
class HostSamples {
    private static final String REFUSED =
            "The host kvm1 refused to start the machine pk-1f6c2d9b7a-jump: internal error: process exited while connecting to monitor.";
    private static final HostId HOST = new HostId(id("kvm1"));

    record Booking(UUID id, long number, TimeWindow window) {}

    record Deployment(
            DeploymentState state, @Nullable String cause, Failure.@Nullable Kind failure, Instant prepareFrom) {}

    record Row(
            Booking booking,
            Deployment it,
            String owner,
            @Nullable String movedTo,
            @Nullable Duration took) {}

    @Controller
    static class Pages {
        @ModelAttribute
        void signIn() {
            SecurityContextHolder.getContext()
                    .setAuthentication(new TestingAuthenticationToken("lena", "", "ROLE_LAB_ADMIN"));
        }

        @GetMapping("/samples/inbox")
        String inbox(Model model) {
            model.addAttribute("onlyUnread", false);
            model.addAttribute("unread", 2);
            model.addAttribute(
                    "messages",
                    List.of(
                            message(
                                    MessageKind.HOST_WITHDRAWN,
                                    "Host kvm1 left the pool",
                                    "Deployments of different Pods failed here in a row: single (" + REFUSED + ").",
                                    5,
                                    false),
                            message(
                                    MessageKind.TRIED_ELSEWHERE,
                                    "The pod of booking #42 is made on another host",
                                    "kvm1 failed: " + REFUSED
                                            + " The portal tries kvm2 now, 2 of 3. There is nothing you need to do.",
                                    7,
                                    false),
                            message(
                                    MessageKind.HELP_ANSWERED,
                                    "lena answered about booking #40",
                                    "The disks of kvm3 were full. There is room again: try again, please.",
                                    90,
                                    true),
                            message(
                                    MessageKind.READY,
                                    "The pod of booking #41 is ready",
                                    "Trying the new VLAN plan",
                                    300,
                                    true)));
            return "notification/inbox";
        }

        @GetMapping("/samples/health/{state}")
        String health(@PathVariable HostState state, Model model) {
            boolean withdrawn = state == HostState.WITHDRAWN;
            model.addAttribute("details", details(state, withdrawn));
            model.addAttribute(
                    "failures",
                    withdrawn
                            ? List.of(
                                    new FailedThere(HOST, id("f1"), "single", REFUSED, NOW.minusSeconds(900)),
                                    new FailedThere(HOST, id("f2"), "virtual-pharos", REFUSED, NOW.minusSeconds(300)))
                            : List.of());
            model.addAttribute(
                    "changes",
                    List.of(
                            new HostChange(
                                    HostState.IN_SERVICE,
                                    state,
                                    NOW.minusSeconds(300),
                                    withdrawn ? "the portal" : "lena",
                                    withdrawn ? "Deployments of different Pods failed here in a row." : "New disks"),
                            new HostChange(
                                    HostState.SUSPECT,
                                    HostState.IN_SERVICE,
                                    NOW.minus(Duration.ofDays(40)),
                                    "the portal",
                                    "it answers")));
            TrialView trial = trial(withdrawn ? StepState.FAILED : StepState.DONE);
            model.addAttribute("trial", trial);
            model.addAttribute("trials", List.of(trial, trial(StepState.FAILED)));
            Row planned = row(
                    44,
                    DeploymentState.PLANNED,
                    "Its host is being emptied (New disks), and no other host of the lab has room for it in its time.",
                    null,
                    null);
            Row running = row(41, DeploymentState.READY, null, null, null);
            Row moved = row(43, DeploymentState.GONE, null, null, "kvm2");
            model.addAttribute("planned", List.of(planned));
            model.addAttribute("running", List.of(running));
            model.addAttribute("movedAway", List.of(moved));
            model.addAttribute(
                    "rows",
                    List.of(
                            planned,
                            moved,
                            row(42, DeploymentState.GONE, REFUSED, Failure.Kind.REFUSED, "kvm2"),
                            running));
            return "provisioning/health";
        }
    }

    private static HostDetails details(HostState state, boolean withdrawn) {
        var capacity = new Resources(16, 58_000, 800);
        var access = new AccessNetwork.Nat("192.168.150.0/24");
        var host = new KvmHost(
                HOST,
                new LabId(id("lab")),
                "kvm1",
                "qemu+ssh://podkeeper@kvm1.lab.example/system",
                state,
                false,
                capacity,
                capacity,
                "/images",
                "/disks",
                access,
                null,
                List.of());
        return new HostDetails(
                host,
                new HostDraft(
                        host.lab(),
                        "kvm1",
                        host.uri(),
                        capacity,
                        new HostDraft.Overcommit(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE),
                        "/images",
                        "/disks",
                        access,
                        null,
                        List.of(),
                        Acceleration.AUTOMATIC),
                1,
                withdrawn
                        ? "Deployments of different Pods failed here in a row: single (" + REFUSED
                                + "), virtual-pharos (" + REFUSED + ")."
                        : "New disks",
                NOW.minusSeconds(300),
                NOW.minusSeconds(30),
                new HostFacts(
                        "kvm1", "10.0.0", "8.2.2", "EPYC", 16, 65_536, 48_000, 900, 780, true, List.of(), List.of()),
                null);
    }

    private static TrialView trial(StepState state) {
        return new TrialView(
                id("trial" + state),
                HOST,
                "0123456789",
                "the portal",
                state,
                TrialView.Phase.ANSWER,
                switch (state) {
                    case DONE -> "A trial machine started, answered and was removed again, in 23 s.";
                    case FAILED -> REFUSED;
                    default -> null;
                },
                NOW.minusSeconds(state == StepState.FAILED ? 200 : 20),
                NOW.minusSeconds(20),
                null);
    }

    private static Row row(
            long number,
            DeploymentState state,
            @Nullable String cause,
            Failure.@Nullable Kind failure,
            @Nullable String movedTo) {
        var window = TimeWindow.of(NOW.plus(Duration.ofHours(number - 40)), Duration.ofDays(2));
        return new Row(
                new Booking(id("booking" + number), number, window),
                new Deployment(state, cause, failure, window.start()),
                "Alice Moreau",
                movedTo,
                state == DeploymentState.READY ? Duration.ofSeconds(37) : null);
    }

    private static Message message(MessageKind kind, String title, String body, long minutesAgo, boolean read) {
        Instant at = NOW.minus(Duration.ofMinutes(minutesAgo));
        return new Message(new MessageId(id(title)), kind, title, body, "/bookings", at, read ? at : null);
    }

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
