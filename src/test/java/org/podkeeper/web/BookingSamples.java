package org.podkeeper.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.DeploymentId;
import org.podkeeper.provisioning.HelpRequest;
import org.podkeeper.provisioning.OperationId;
import org.podkeeper.provisioning.OperationKind;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.PodSnapshot;
import org.podkeeper.provisioning.SnapshotId;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.TriedHost;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;

/** The pages about bookings with made-up content, so that every state can be looked at without machines. */
@TestConfiguration(proxyBeanMethods = false)
class BookingSamples {
    private static final Instant NOW = WebSlice.NOW;
    private static final TimeWindow WEEK = TimeWindow.of(NOW.minus(Duration.ofHours(3)), Duration.ofDays(7));
    private static final List<String> NETWORKS = List.of("admin", "management", "public", "storage");
    private static final Pod POD = pod("virtual-pharos-tiny", "Virtual Pharos pod, tiny", 1, 160, 1);

    record Status(String key, String look, String icon, boolean moving) {}

    record Step(
            String step,
            String machine,
            StepState state,
            @Nullable String message,
            @Nullable Duration duration,
            @Nullable Duration usually) {}

    record Progress(
            int percent,
            @Nullable Duration elapsed,
            @Nullable Duration usually,
            @Nullable Duration nineInTen,
            List<Step> steps) {}

    record Address(String network, String ip) {}

    record Machine(
            String node,
            String hostName,
            boolean jumpHost,
            @Nullable String accessAddress,
            boolean usable,
            @Nullable MachineState power,
            Instant seenAt,
            boolean neverStarted,
            @Nullable String medium,
            @Nullable Boolean mediumNoticed,
            String fingerprint,
            List<Address> addresses) {}

    record Access(
            boolean open,
            boolean begun,
            @Nullable String command,
            @Nullable String config,
            String knownHosts,
            List<Machine> machines) {}

    enum State {
        CONFIRMED,
        ENDED
    }

    record Booking(
            UUID id,
            long number,
            String purpose,
            TimeWindow window,
            Instant prepareFrom,
            State state,
            Instant bookedAt,
            @Nullable Instant endedAt,
            Choices choices) {}

    record Deployment(@Nullable String cause, @Nullable String nextAction, int hostTry) {}

    record Named(String name, String fullName) {}

    record Row(Booking booking, Status status, Pod pod, String owner) {}

    record PodChoice(
            Pod pod,
            int freeNow,
            int standing,
            Duration shorter,
            @Nullable Instant firstStart,
            boolean chosen,
            List<String> limits,
            List<String> obstacles) {
        public boolean isBookable() {
            return obstacles.isEmpty();
        }
    }

    record ConfigChoice(Config config, List<String> obstacles) {}

    record Day(Instant start, int percent, boolean closed) {}

    record HostDays(String host, List<Day> days) {}

    record Settings(Duration longest, Duration defaultLength, int longestKeep) {}

    enum Unit {
        DAYS,
        HOURS
    }

    record Form(
            UUID pod,
            UUID config,
            String purpose,
            int length,
            Unit unit,
            @Nullable LocalDateTime start,
            boolean unstarted,
            int keepDays,
            boolean disksOnly,
            @Nullable UUID from,
            @Nullable UUID team) {}

    record Line(String kind, long used, String most, long adds, boolean full, String source, boolean ofTheTeam) {}

    record Left(Duration longest, List<Line> lines, List<String> obstacles) {}

    record Team(UUID id, String name) {}

    @Controller
    static class Pages {
        /** Somebody is signed in while a sample is printed. */
        @ModelAttribute
        void signIn() {
            SecurityContextHolder.getContext()
                    .setAuthentication(new TestingAuthenticationToken("alice", "", "ROLE_LAB_ADMIN"));
        }

        @GetMapping("/samples/home")
        String home(Model model) {
            var configs = List.of(
                    new ConfigChoice(config("Tiny guest", "BusyBox and Dropbear; starts in seconds."), List.of()),
                    new ConfigChoice(
                            config("Debian 13", "Cloud image of Debian stable."),
                            List.of("The image Debian 13 is not here yet: a lab admin can fetch it.")));
            model.addAttribute("chosen", POD);
            model.addAttribute(
                    "pods",
                    List.of(
                            new PodChoice(POD, 3, 1, Duration.ZERO, null, true, List.of(), List.of()),
                            new PodChoice(
                                    pod("virtual-pharos", "Virtual Pharos pod", 4, 8192, 100),
                                    0,
                                    0,
                                    Duration.ofHours(51),
                                    NOW.plus(Duration.ofDays(2)),
                                    false,
                                    List.of(
                                            "A lab admin has to agree to each booking of the Pod Virtual Pharos pod (limit for all users). Ask for it."),
                                    List.of()),
                            new PodChoice(
                                    pod("single", "All in one", 8, 16384, 200),
                                    0,
                                    0,
                                    Duration.ZERO,
                                    null,
                                    false,
                                    List.of(),
                                    List.of("The image Ubuntu 24.04 is not here yet."))));
            model.addAttribute("configs", configs);
            model.addAttribute(
                    "hosts", List.of(days("kvm1", 0, 40, 75, 100, 100, 60, 20), days("kvm2", 10, 10, 10, 0, 0, 0, 0)));
            model.addAttribute("hasKeys", true);
            model.addAttribute("kept", List.of(KEPT));
            model.addAttribute("settings", new Settings(Duration.ofDays(21), Duration.ofDays(7), 14));
            model.addAttribute(
                    "form",
                    new Form(
                            POD.id().value(),
                            configs.getFirst().config().id().value(),
                            "",
                            7,
                            Unit.DAYS,
                            null,
                            false,
                            3,
                            true,
                            null,
                            null));
            model.addAttribute("teams", List.of(new Team(new UUID(0, 7), "Networks course")));
            model.addAttribute(
                    "room",
                    new Left(
                            Duration.ofDays(21),
                            List.of(
                                    new Line("AT_ONCE", 2, "3", 1, false, "limit for all users", false),
                                    new Line("VCPUS", 40, "48", 24, true, "limit for all users", false)),
                            List.of()));
            return "booking/home";
        }

        /** What a page at rest asks for every ten seconds. */
        @GetMapping("/bookings/{id}/live")
        @ResponseBody
        String nothingNew(@PathVariable UUID id) {
            return "";
        }

        @GetMapping("/samples/list")
        String list(Model model) {
            model.addAttribute("everybody", true);
            model.addAttribute("mayAll", true);
            model.addAttribute(
                    "rows",
                    Stream.of("ready", "preparing", "broken", "planned", "over")
                            .map(key -> new Row(booking(key), status(key), POD, "Alice Moreau"))
                            .toList());
            return "booking/list";
        }

        @GetMapping("/samples/show/{key}")
        String show(@PathVariable String key, Model model) {
            var open = key.equals("ready") || key.startsWith("operation");
            model.addAttribute("booking", booking(key));
            model.addAttribute("status", status(open ? "ready" : key));
            model.addAttribute("moving", false);
            model.addAttribute("shown", key);
            model.addAttribute("operate", key.equals("ready") || key.equals("operation-failed") ? "/operations" : null);
            model.addAttribute("operations", operations(key));
            model.addAttribute("latest", operations(key).stream().findFirst().orElse(null));
            model.addAttribute("snapshots", open ? SNAPSHOTS : List.of());
            model.addAttribute("snapshotsPerPod", 5);
            model.addAttribute(
                    "deployment",
                    key.equals("broken")
                            ? new Deployment(
                                    "kvm2 refused: no space is left in the pool for disks (needs 1 GiB, has 0.2 GiB).",
                                    "Try again, ask an admin, or end the booking: its capacity is given back.",
                                    2)
                            : new Deployment(null, null, key.equals("preparing") ? 2 : 1));
            model.addAttribute("tried", tried(key));
            model.addAttribute("hostsToTry", 3);
            model.addAttribute(
                    "help",
                    key.equals("broken")
                            ? List.of(new HelpRequest(
                                    UUID.nameUUIDFromBytes(new byte[] {4}),
                                    new BookingId(UUID.nameUUIDFromBytes(new byte[] {5})),
                                    new PersonId(UUID.nameUUIDFromBytes(new byte[] {6})),
                                    NOW.minus(Duration.ofMinutes(4)),
                                    "kvm2 refused: no space is left in the pool for disks.",
                                    "XNX3-Q5M7",
                                    null,
                                    null,
                                    null))
                            : List.of());
            model.addAttribute("mayAnswer", true);
            model.addAttribute("progress", progress(key));
            model.addAttribute(
                    "access",
                    new Access(
                            open,
                            key.equals("preparing"),
                            "ssh -J guest@kvm1.lab.example pod@192.168.150.23",
                            "Host pod42-jump\n    HostName 192.168.150.23\n    User pod\n    ProxyJump guest@kvm1.lab.example\n\nHost pod42-node1\n    HostName 10.20.0.11\n    User pod\n    ProxyJump pod42-jump",
                            "pod42-jump ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
                            machines(open)));
            model.addAttribute("pod", POD);
            model.addAttribute("config", config("Tiny guest", ""));
            model.addAttribute("host", new Named("kvm2", ""));
            model.addAttribute("owner", new Named("", "Alice Moreau"));
            model.addAttribute("mayEnd", true);
            model.addAttribute("mayUse", true);
            model.addAttribute("isOwner", true);
            model.addAttribute("ready", open);
            model.addAttribute("kept", key.equals("over") ? KEPT : null);
            return "booking/show";
        }
    }

    private static Booking booking(String key) {
        return new Booking(
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
                42,
                "Trying the new VLAN plan before Monday’s demo",
                WEEK,
                key.equals("planned") ? NOW.plus(Duration.ofHours(5)) : NOW.minus(Duration.ofHours(3)),
                key.equals("over") ? State.ENDED : State.CONFIRMED,
                NOW.minus(Duration.ofHours(4)),
                key.equals("over") ? NOW.minus(Duration.ofMinutes(10)) : null,
                new Choices(true, 3, null));
    }

    private static final KeptPod KEPT = new KeptPod(
            new KeptId(UUID.nameUUIDFromBytes(new byte[] {3})),
            42,
            new BookingId(UUID.nameUUIDFromBytes(new byte[] {4})),
            new PersonId(UUID.nameUUIDFromBytes(new byte[] {5})),
            POD.id(),
            new ConfigId(UUID.nameUUIDFromBytes(new byte[] {6})),
            KeptPod.State.WHOLE,
            null,
            NOW.minus(Duration.ofMinutes(12)),
            NOW.plus(Duration.ofDays(3)),
            740L << 20,
            false,
            new HostId(UUID.nameUUIDFromBytes(new byte[] {7})),
            1_900L << 20,
            null);

    private static final List<PodSnapshot> SNAPSHOTS = List.of(
            new PodSnapshot(
                    new SnapshotId(UUID.nameUUIDFromBytes(new byte[] {1})),
                    "before the upgrade",
                    true,
                    NOW.minus(Duration.ofHours(2)),
                    "alice",
                    612L << 20),
            new PodSnapshot(
                    new SnapshotId(UUID.nameUUIDFromBytes(new byte[] {2})),
                    "first try",
                    false,
                    NOW.minus(Duration.ofHours(1)),
                    "alice",
                    0));

    private static List<OperationView> operations(String key) {
        return switch (key) {
            case "ready" -> List.of(operation(StepState.DONE, null));
            case "operation" -> List.of(operation(StepState.RUNNING, null), operation(StepState.DONE, null));
            case "operation-failed" ->
                List.of(
                        operation(
                                StepState.FAILED,
                                "node3 did not go off within 120 s after its power button was pressed. \"Switch off\" pulls the plug."));
            default -> List.of();
        };
    }

    private static OperationView operation(StepState state, @Nullable String cause) {
        return new OperationView(
                new OperationId(UUID.nameUUIDFromBytes(new byte[] {(byte) state.ordinal()})),
                new DeploymentId(UUID.nameUUIDFromBytes(new byte[] {9})),
                OperationKind.RESTART,
                null,
                null,
                null,
                "alice",
                NOW.minus(Duration.ofMinutes(3)),
                state,
                cause,
                cause == null ? null : "Ask for it again. If that does not help, tell a lab admin.",
                Duration.ofSeconds(state == StepState.DONE ? 21 : 9),
                Duration.ofSeconds(20),
                Stream.of("jump", "node1", "node2", "node3", "node4", "node5")
                        .map(node -> new OperationView.Part(
                                node,
                                node.equals("node3") ? state : StepState.DONE,
                                node.equals("node3") && state == StepState.RUNNING
                                        ? "Its power button was pressed; its system is stopping."
                                        : null,
                                Duration.ofSeconds(7)))
                        .toList(),
                null);
    }

    private static List<TriedHost> tried(String key) {
        return key.equals("broken") || key.equals("preparing")
                ? List.of(new TriedHost(
                        "kvm1",
                        "The host kvm1 refused to start the machine pk-1f6c2d9b7a-jump: internal error: process exited while connecting to monitor.",
                        key.equals("broken")))
                : List.of();
    }

    private static Status status(String key) {
        return switch (key) {
            case "ready" -> new Status(key, "is-ok", "check-circle-fill", false);
            case "preparing" -> new Status(key, "is-busy", "arrow-repeat", false);
            case "broken" -> new Status(key, "is-bad", "x-octagon-fill", false);
            case "planned" -> new Status(key, "is-off", "calendar-check", false);
            default -> new Status("over", "is-off", "check2-circle", false);
        };
    }

    private static Progress progress(String key) {
        if (key.equals("planned")) {
            return new Progress(0, null, Duration.ofSeconds(41), Duration.ofSeconds(52), List.of());
        }
        var done = key.equals("ready") || key.equals("over");
        var steps = new ArrayList<Step>();
        steps.add(step("IMAGES", "", StepState.DONE, 2));
        steps.add(step("NETWORKS", "", StepState.DONE, 1));
        var names = List.of("DISKS", "SEED", "DEFINE", "START", "ANSWER", "KEYS");
        var machines = machines(false);
        for (var m = 0; m < machines.size(); m++) {
            var reached = done ? names.size() : 6 - m;
            for (var s = 0; s < names.size(); s++) {
                var state = s < reached
                        ? StepState.DONE
                        : s > reached
                                ? StepState.WAITING
                                : key.equals("broken") && m == 3 ? StepState.FAILED : StepState.RUNNING;
                var step = step(names.get(s), machines.get(m).node(), state, 4 + s);
                steps.add(
                        state == StepState.FAILED
                                ? new Step(
                                        step.step(),
                                        step.machine(),
                                        state,
                                        "no space left",
                                        step.duration(),
                                        step.usually())
                                : step);
            }
        }
        steps.add(step("HAND_OVER", "", done ? StepState.DONE : StepState.WAITING, 1));
        return new Progress(
                done ? 100 : 58, Duration.ofSeconds(24), Duration.ofSeconds(41), Duration.ofSeconds(52), steps);
    }

    private static Step step(String name, String machine, StepState state, int seconds) {
        return new Step(
                name,
                machine,
                state,
                null,
                state == StepState.WAITING ? null : Duration.ofSeconds(seconds),
                Duration.ofSeconds(seconds + 1L));
    }

    private static List<Machine> machines(boolean open) {
        return IntStream.range(0, POD.nodes().size())
                .mapToObj(i -> new Machine(
                        POD.nodes().get(i).name(),
                        POD.nodes().get(i).name(),
                        i == 0,
                        open && i == 0 ? "192.168.150.23" : null,
                        open || i == 0,
                        open ? MachineState.values()[(i + 2) % 5] : null,
                        NOW.minusSeconds(40),
                        false,
                        open && i == 2 ? "Debian 13 netinst" : null,
                        false,
                        "SHA256:2jVOkW1BdN9yEXL7eU4S5iZfK0mF3uWq4WvH8J3kX9s",
                        IntStream.range(0, NETWORKS.size())
                                .mapToObj(n -> new Address(NETWORKS.get(n), subnet(n) + (10 + i)))
                                .toList()))
                .toList();
    }

    private static String subnet(int network) {
        return "10." + (20 + network) + ".0.";
    }

    private static HostDays days(String host, int... percents) {
        return new HostDays(
                host,
                IntStream.range(0, 14)
                        .mapToObj(i -> new Day(
                                NOW.plus(Duration.ofDays(i)),
                                percents[i % percents.length],
                                host.equals("kvm2") && i > 8 && i < 11))
                        .toList());
    }

    private static Pod pod(String key, String name, int vcpus, int memoryMib, int diskGib) {
        var nics = NETWORKS.stream()
                .map(network -> new Pod.Nic(network, List.of(new Pod.Attachment(network, null))))
                .toList();
        return new Pod(
                new PodId(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8))),
                key,
                1,
                name,
                "A jump host and five nodes on four networks, as the Pharos specification draws them.",
                IntStream.range(0, NETWORKS.size())
                        .mapToObj(n -> new Pod.Network(NETWORKS.get(n), subnet(n) + "0/24"))
                        .toList(),
                Stream.of("jump", "node1", "node2", "node3", "node4", "node5")
                        .map(node -> new Pod.Node(node, node.equals("jump"), vcpus, memoryMib, List.of(diskGib), nics))
                        .toList());
    }

    private static Config config(String name, String description) {
        return new Config(
                new ConfigId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))),
                name.replace(' ', '-'),
                2,
                name,
                description,
                POD.key(),
                List.of());
    }
}
