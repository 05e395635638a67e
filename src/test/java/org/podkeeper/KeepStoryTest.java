package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.DesignKeeper;
import org.podkeeper.catalog.ImageDraft;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.ImageKeeper;
import org.podkeeper.catalog.ImageKind;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.SavedImage;
import org.podkeeper.catalog.SavedImages;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.KvmHostForTests.Result;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.CdForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.KeptPods;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.Start;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Way;
import org.springframework.beans.factory.annotation.Autowired;

/** What is kept of pods, and what waits to be used, on real machines. */
class KeepStoryTest extends OnRealHosts {
    @TempDir
    Path here;

    @Autowired
    Operator operator;

    @Autowired
    SavedImages savedImages;

    @Autowired
    ImageKeeper imageKeeper;

    @Autowired
    KeptPods keptPods;

    @Autowired
    DesignKeeper designs;

    /** Made and not started; its first start brings what every other pod has when it is handed over. */
    @Test
    void waitsToBeStartedAndIsThenLikeAnyOther() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = bookWith(single, "\"startMachines\": false");
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        MachineView machine = provisioning.machines(deployment).getFirst();
        assertThat(machine.neverStarted()).isTrue();
        assertThat(machine.power()).isEqualTo(MachineState.OFF);
        assertThat(virsh("domstate", domainOf(deployment, machine))).isEqualTo("shut off");
        assertThat(page(booking)).contains("Ready, not started", "Start all, in order", "not started yet");

        done(booking, "{\"kind\": \"START\"}");

        List<MachineView> machines = provisioning.machines(deployment);
        assertThat(machines.getFirst().neverStarted()).isFalse();
        assertThat(page(booking)).doesNotContain("not started").contains("ssh pod@");
        run(machines, "echo mine > note && sync");
        done(booking, "{\"kind\": \"RESET\"}");
        assertThat(run(machines, "cat note 2>/dev/null || echo clean")).isEqualTo("clean");

        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
    }

    /** What somebody put on a machine is in the image, and what made it that machine is not; the machine itself goes on. */
    @Test
    void savesADiskAsAnImageForOthers() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = book(single);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deployment);
        run(
                machines,
                "echo mine > note; echo secret > .ash_history; sudo sh -c '"
                        + "echo 0123456789abcdef0123456789abcdef > /etc/machine-id; echo secret > /var/log/test.log'; sync");
        // deleted long before, between what stays; and in a directory where the kernel protects others' files
        run(
                machines,
                "echo 5e1ec7ed-in-tmp > /tmp/mine; for i in $(seq 40); do echo 5e1ec7ed > piece$i; done; sync;"
                        + " rm piece1* piece3*; sync; sudo sysctl -qw fs.protected_regular=2");
        String hostKey = run(machines, "sudo sed -n 2,4p /etc/ssh/ssh_host_ed25519_key | head -c 60");
        assertThat(hostKey).hasSize(60);

        OperationView saving = done(
                booking,
                "{\"kind\": \"SAVE_IMAGE\", \"machine\": \"%s\", \"name\": \"With my note\"}"
                        .formatted(machines.getFirst().node()));

        await("the machine answers again", () -> answers(machines));
        assertThat(run(machines, "cat note; cat /etc/machine-id")).isEqualTo("mine\n0123456789abcdef0123456789abcdef");
        assertThat(virsh("list", "--all", "--name").lines()).hasSize(1);
        assertThat(images()).noneMatch(name -> name.startsWith("pk-"));
        SavedImage saved = savedImages.all(person).getFirst();
        assertThat(saved.image().id().value()).isEqualTo(saving.id().value());
        assertThat(saved.image().name()).isEqualTo("With my note");
        assertThat(saved.origin().booking()).isEqualTo(booking.number());
        assertThat(saved.image().sizeBytes()).isPositive();
        assertThat(secretsIn(saved, hostKey)).isZero();
        assertThat(secretsIn(saved, "5e1ec7ed-in-tmp")).isZero();
        assertThat(secretsIn(saved, "5e1ec7ed"))
                .as("pieces that were not deleted")
                .isEqualTo(18);
        end(booking);
        awaitState(booking, DeploymentState.GONE);

        String config = key(savedImages.makeConfig(
                saved.image().id(), booking.config(), Set.of(machines.getFirst().node()), "Mine", person));
        Person friend = people.some(Role.USER);
        var friendsSsh = new OwnersSsh(here);
        keys.add(friend.id(), "laptop", friendsSsh.publicKey());
        var friendsApi = new ApiForTests(port, token(friend));
        assertThat(friendsApi.request("GET", "/api/v1/configs", "").body()).doesNotContain(config);
        assertThat(friendsApi
                        .request("POST", "/api/v1/bookings", """
                {"pod": "%s", "config": "%s", "purpose": "curious", "length": "PT1H"}""".formatted(TINY, config))
                        .statusCode())
                .isEqualTo(422);
        assertThat(savedImages.share(saved.image().id(), List.of(friend.userName()), person))
                .isInstanceOf(Change.Done.class);
        assertThat(friendsApi.request("GET", "/api/v1/configs", "").body()).contains(config);

        BookingView next = desk.find(friendsApi.book(TINY, config, null, Duration.ofHours(1)))
                .orElseThrow();
        DeploymentView stands = awaitState(next, DeploymentState.READY);
        List<MachineView> copies = provisioning.machines(stands);
        MachineView copy = copies.getFirst();
        assertThat(friendsSsh.run(
                        RealHosts.one(),
                        copies,
                        copy,
                        "cat note; cat .ash_history /var/log/test.log 2>&1 | grep -c secret"
                                + " ; grep -c . .ssh/authorized_keys; grep -c 0123456789abcdef /etc/machine-id; true"))
                .isEqualTo("mine\n0\n1\n0\n");
        Result refused = SSH.tryToRun(RealHosts.one(), copies, copy, "true");
        assertThat(refused.output()).contains("Permission denied");
        assertThat(longestChain()).isBetween(2, 3);
        assertThat(savedImages.usesOf(saved.image().id())).anyMatch(use -> use.contains("#" + next.number()));
        assertThat(savedImages.delete(saved.image().id(), person)).isInstanceOf(Change.Refused.class);

        friendsApi.end(next.id());
        awaitState(next, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
        assertThat(savedImages.retireConfig(saved.image().id(), config, person)).isInstanceOf(Change.Done.class);
        assertThat(savedImages.delete(saved.image().id(), person)).isInstanceOf(Change.Done.class);
        assertThat(Objects.requireNonNull(saved.image().file())).doesNotExist();
    }

    /** What was on a machine when its booking ended is there in the next booking that begins with it; then it expires. */
    @Test
    void keepsDisksWhenABookingEndsForTheNextOne() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = bookWith(single, "\"keepDays\": 3");
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        run(provisioning.machines(deployment), "echo mine > note && sync");
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
        assertThat(images()).noneMatch(name -> name.startsWith("pk-"));
        KeptPod kept = keptPods.of(booking.id()).orElseThrow();
        assertThat(kept.state()).as(kept.cause()).isEqualTo(KeptPod.State.WHOLE);
        assertThat(kept.bytes()).isPositive();
        assertThat(Duration.between(kept.takenAt(), kept.expiresAt()).toDays()).isBetween(2L, 3L);
        assertThat(kept.memoryOn()).isNull();
        assertThat(kept.withoutMemory()).contains("promised to others");
        assertThat(page(booking)).contains("Memory was not kept:", "promised to others");

        Person friend = people.some(Role.USER);
        keys.add(friend.id(), "laptop", SSH.publicKey());
        assertThat(keptPods.delete(kept.id(), friend)).isFalse();
        String beginning = "\"startFrom\": \"%s\"".formatted(kept.id());
        assertThat(new ApiForTests(port, token(friend))
                        .request("POST", "/api/v1/bookings", bookingOf(single, beginning))
                        .statusCode())
                .isEqualTo(422);
        BookingView next = bookWith(single, beginning);
        DeploymentView stands = awaitState(next, DeploymentState.READY);
        assertThat(run(provisioning.machines(stands), "cat note")).isEqualTo("mine");
        assertThat(page(next)).contains("It begins with kept disks. Memory was not kept with them: ");
        assertThat(longestChain()).isBetween(2, 3);
        assertThat(keptPods.delete(kept.id(), person)).isFalse();
        jdbc.sql("update kept_pod set expires_at = now() - interval '1 minute'").update();
        keptPods.find(kept.id()).ifPresent(still -> assertThat(still.inUse()).isTrue());

        end(next);
        awaitState(next, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
        await("it is gone", () -> keptPods.find(kept.id()).isEmpty() ? kept : null);
        assertThat(jdbc.sql("select count(*) from image where kind = 'KEPT'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /**
     * All machines stop together and go on in the next booking, programs and all disks included; nobody else gets that,
     * and what told the machines from others is new.
     */
    @Test
    void goesOnInTheNextBookingWhereTheLastOneStopped() throws Exception {
        Pod two = twoMachines();
        HostId host = lab.realHost(RealHosts.one(), two.resources().plus(new Resources(0, 0, 2)));
        BookingView booking = bookWith(two, "\"keepDays\": 2");
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> before = provisioning.machines(deployment);
        run(before, "echo mine > note && sync");
        run(
                before,
                "sudo sh -c 'echo here > /run/remembered; echo second > /dev/vdb; sync';"
                        + " sh -c 'trap \"\" HUP; exec sleep 100000' </dev/null >/dev/null 2>&1 & echo $! > /tmp/program");
        run(before, "kill -0 $(cat /tmp/program)");
        SSH.run(RealHosts.one(), before, before.getLast(), "sudo sh -c 'echo here too > /run/remembered'");
        String identity = identity(before);
        end(booking);
        awaitState(booking, DeploymentState.GONE);

        KeptPod kept = keptPods.of(booking.id()).orElseThrow();
        assertThat(kept.state()).as(kept.cause()).isEqualTo(KeptPod.State.WHOLE);
        assertThat(kept.memoryOn()).as(kept.withoutMemory()).isEqualTo(host);
        assertThat(kept.hostBytes()).isGreaterThan(kept.bytes());
        assertThat(virsh("list", "--all", "--name")).isEmpty();
        assertThat(heldOfDisk(host)).isBetween(1L, 2L);
        assertThat(page(booking)).contains("Disks and memory are kept", "on the host");
        Person other = people.some(Role.USER);
        keys.add(other.id(), "laptop", SSH.publicKey());
        String beginning = "\"startFrom\": \"%s\"".formatted(kept.id());
        assertThat(new ApiForTests(port, token(other))
                        .request("POST", "/api/v1/bookings", bookingOf(two, beginning))
                        .statusCode())
                .isEqualTo(422);

        BookingView next = bookWith(two, beginning);
        DeploymentView stands = awaitState(next, DeploymentState.READY);
        assertThat(provisioning.start(stands))
                .hasValueSatisfying(start -> assertThat(start.kept())
                        .as("%s %s", start.way(), start.reason())
                        .isEqualTo(booking.number()));
        List<MachineView> after = provisioning.machines(stands);
        assertThat(run(after, "cat note; sudo head -n 1 /dev/vdb; kill -0 $(cat /tmp/program) && cat /run/remembered"))
                .isEqualTo("mine\nsecond\nhere");
        assertThat(SSH.run(RealHosts.one(), after, after.getLast(), "cat /run/remembered")
                        .strip())
                .isEqualTo("here too");
        assertThat(identity(after)).isNotEqualTo(identity);
        assertThat(after.getFirst().fingerprint())
                .isNotEqualTo(before.getFirst().fingerprint());
        assertThat(longestChain()).isEqualTo(2);
        assertThat(keptPods.delete(kept.id(), person)).isFalse();
        assertThat(page(next)).contains("Went on where booking #" + booking.number() + " was kept");
        run(after, "echo changed > note && sync");
        done(next, "{\"kind\": \"RESET\"}");
        assertThat(run(after, "cat note")).isEqualTo("mine");

        end(next);
        awaitState(next, DeploymentState.GONE);
        assertThat(keptPods.delete(kept.id(), person)).isTrue();
        await("it is gone", () -> keptPods.find(kept.id()).isEmpty() ? kept : null);
        nothingIsLeftOn(RealHosts.one());
        assertThat(images()).noneMatch(name -> name.startsWith("pk-"));
        assertThat(heldOfDisk(host)).isZero();
    }

    /** Memory that cannot be gone on from costs the programs, and never the files: the machines boot from what was kept. */
    @Test
    void bootsFromWhatWasKeptWhereItsMemoryIsRefused() throws Exception {
        Pod single = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), single.resources().plus(new Resources(0, 0, 1)));
        BookingView booking = bookWith(single, "\"keepDays\": 2");
        List<MachineView> before = provisioning.machines(awaitState(booking, DeploymentState.READY));
        run(before, "echo mine > note && sync");
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        KeptPod kept = keptPods.of(booking.id()).orElseThrow();
        assertThat(kept.memoryOn()).as(kept.withoutMemory()).isEqualTo(host);
        RealHosts.one()
                .inside(
                        "for memory in %s/*.memory; do dd if=/dev/zero of=$memory bs=1M seek=1 count=8 conv=notrunc; done"
                                .formatted(RealHosts.one().directory().resolve("disks")));

        BookingView next = bookWith(single, "\"startFrom\": \"%s\"".formatted(kept.id()));
        DeploymentView stands = awaitState(next, DeploymentState.READY);

        Start start = provisioning.start(stands).orElseThrow();
        assertThat(start.way()).isEqualTo(Way.COLD);
        assertThat(start.reason()).contains("cannot go on from");
        assertThat(page(next)).contains("Started cold.");
        assertThat(run(provisioning.machines(stands), "cat note")).isEqualTo("mine");
        end(next);
        awaitState(next, DeploymentState.GONE);
        assertThat(keptPods.delete(kept.id(), person)).isTrue();
        await("it is gone", () -> keptPods.find(kept.id()).isEmpty() ? kept : null);
        nothingIsLeftOn(RealHosts.one());
    }

    /** Host key and machine-id of the first machine, as they are inside. */
    private static String identity(List<MachineView> machines) throws Exception {
        String identity = run(
                machines, "cat /etc/machine-id 2>/dev/null; sudo cat /etc/ssh/ssh_host_ed25519_key.pub | cut -c1-70");
        assertThat(identity).contains("ssh-ed25519");
        return identity;
    }

    private long heldOfDisk(HostId host) {
        return jdbc.sql("select coalesce(sum(disk_gib), 0) from lab_hold where host_id = :host")
                .param("host", host.value())
                .query(Long.class)
                .single();
    }

    private Pod twoMachines() {
        var designer = people.some(Role.LAB_ADMIN).id();
        done(designs.addPod("kept-two", new DesignKeeper.Draft("Two to keep", "With a second disk", """
                networks:
                  - {name: admin, cidr: 192.168.11.0/24}
                nodes:
                  - name: jump
                    jumpHost: true
                    vcpus: 1
                    memoryMib: 160
                    disksGib: [1, 1]
                    nics: [{name: nic1, networks: [admin]}]
                  - name: node1
                    vcpus: 1
                    memoryMib: 160
                    disksGib: [1]
                    nics: [{name: nic1, networks: [admin]}]
                """), designer));
        done(designs.addConfig(
                "kept-two", "kept-two", new DesignKeeper.Draft("Two tiny guests", "To keep", """
                nodes:
                  - {node: jump, image: tiny, hostName: jump}
                  - {node: node1, image: tiny, hostName: node1}
                """), designer));
        return lab.pod("kept-two");
    }

    /** A CD of the catalog is in the drive, and readable from inside as soon as the system looks. */
    @Test
    void putsACdIntoAMachineAndTakesItOut() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        Path iso = here.resolve("hello.iso");
        Files.write(iso, CdForTests.with(Map.of("hello.txt", "from the CD")));
        ImageId cd = fetched(iso);
        BookingView booking = book(single);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deployment);
        String node = machines.getFirst().node();

        done(booking, "{\"kind\": \"INSERT_MEDIUM\", \"machine\": \"%s\", \"medium\": \"%s\"}".formatted(node, cd));
        assertThat(page(booking)).contains("CD: Hello.");
        assertThat(imageKeeper.remove(cd)).isInstanceOf(Change.Refused.class);
        if (!Boolean.TRUE.equals(provisioning.machines(deployment).getFirst().mediumNoticed())) {
            assertThat(page(booking)).contains("restart the machine");
        }
        done(booking, "{\"kind\": \"RESTART\"}");
        await("the machine answers again", () -> answers(machines));
        assertThat(run(machines, "sudo mount -o ro /dev/sr0 /mnt && cat /mnt/hello.txt && sudo umount /mnt"))
                .isEqualTo("from the CD");
        assertThat(provisioning.machines(deployment).getFirst().mediumNoticed()).isTrue();

        done(booking, "{\"kind\": \"EJECT_MEDIUM\", \"machine\": \"%s\"}".formatted(node));
        assertThat(page(booking)).doesNotContain("CD: Hello.");
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        assertThat(imageKeeper.remove(cd)).isInstanceOf(Change.Done.class);
    }

    /** By HTTP, as a lab admin has it done. */
    private ImageId fetched(Path file) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, Files.size(file));
            try (var body = exchange.getResponseBody()) {
                Files.copy(file, body);
            }
        });
        server.start();
        try {
            String sha256 =
                    RealHosts.one().exec("sha256sum", file.toString()).output().substring(0, 64);
            var draft = new ImageDraft(
                    "Hello",
                    "pod",
                    1,
                    1,
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/cd.iso",
                    sha256,
                    ImageKind.ISO);
            ImageId id = switch (imageKeeper.add("hello-" + sha256.substring(0, 8), draft)) {
                case Change.Done<ImageId>(ImageId added) -> added;
                case Change.Refused<ImageId>(var complaints) -> throw new AssertionError(complaints);
            };
            assertThat(imageKeeper.fetch(id)).isInstanceOf(Change.Done.class);
            return await("the CD is here", () -> {
                var details = imageKeeper.image(id).orElseThrow();
                assertThat(details.fetch().message()).isNotEqualTo("FAILED");
                return details.image().available() ? id : null;
            });
        } finally {
            server.stop(0);
        }
    }

    private String key(Change<ConfigId> made) {
        return catalog.config(done(made)).orElseThrow().key();
    }

    private static <T> T done(Change<T> made) {
        return switch (made) {
            case Change.Done<T>(T id) -> id;
            case Change.Refused<T>(var complaints) -> throw new AssertionError(complaints);
        };
    }

    private String token(Person person) {
        return switch (tokens.issue(person.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private static List<String> images() throws Exception {
        try (Stream<Path> files = Files.list(RealHosts.one().directory().resolve("images"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Lines of the disk, free blocks included, that have the text in them. */
    private static int secretsIn(SavedImage saved, String text) throws Exception {
        Path raw = Files.createTempFile("saved", ".raw");
        try {
            KvmHostForTests host = RealHosts.one();
            assertThat(host.exec(
                                    "qemu-img",
                                    "convert",
                                    "-O",
                                    "raw",
                                    String.valueOf(saved.image().file()),
                                    raw.toString())
                            .code())
                    .isZero();
            return Integer.parseInt(host.exec("grep", "-c", "-a", "-F", text, raw.toString())
                    .output()
                    .strip());
        } finally {
            Files.delete(raw);
        }
    }

    /** How many files the longest chain of a disk on the host has. */
    private static int longestChain() throws Exception {
        int longest = 0;
        try (Stream<Path> files = Files.list(RealHosts.one().directory().resolve("disks"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".qcow2")).toList()) {
                String chain = RealHosts.one()
                        .exec("qemu-img", "info", "-U", "--backing-chain", file.toString())
                        .output();
                longest = Math.max(longest, (int)
                        chain.lines().filter(line -> line.startsWith("image: ")).count());
            }
        }
        return longest;
    }

    private BookingView bookWith(Pod pod, String choices) throws Exception {
        HttpResponse<String> answer = api().request("POST", "/api/v1/bookings", bookingOf(pod, choices));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return desk.find(new BookingId(UUID.fromString(location.substring(location.lastIndexOf('/') + 1))))
                .orElseThrow();
    }

    private String bookingOf(Pod pod, String choices) {
        return """
                {"pod": "%s", "config": "%s", "purpose": "to keep", "length": "PT1H", %s}""".formatted(pod.key(), catalog.configsFor(pod.key()).getFirst().key(), choices);
    }

    private OperationView done(BookingView booking, String operation) throws Exception {
        HttpResponse<String> answer =
                api().request("POST", "/api/v1/bookings/" + booking.id() + "/operations", operation);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        OperationView over = await(operation + " of booking " + booking.number(), () -> {
            OperationView latest = operator.latest(deploymentOf(booking).id()).getFirst();
            return latest.isUnderWay() ? null : latest;
        });
        assertThat(over.state())
                .as("%s: %s, %s", operation, over.cause(), over.parts())
                .isEqualTo(StepState.DONE);
        return over;
    }

    private static @Nullable Boolean answers(List<MachineView> machines) {
        try {
            return SSH.tryToRun(RealHosts.one(), machines, machines.getFirst(), "true")
                                    .code()
                            == 0
                    ? true
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(List<MachineView> machines, String command) throws Exception {
        return SSH.run(RealHosts.one(), machines, machines.getFirst(), command).strip();
    }

    private static String virsh(String... command) {
        var words =
                new java.util.ArrayList<>(List.of("virsh", "-c", RealHosts.one().uri()));
        words.addAll(List.of(command));
        return RealHosts.one().exec(words.toArray(String[]::new)).output().strip();
    }
}
