package org.podkeeper.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.PostgresForTests;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.kernel.Ipv4Subnet;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

@DataJpaTest(properties = "spring.test.database.replace=none")
@ImportAutoConfiguration(JacksonAutoConfiguration.class)
@Import({
    PostgresForTests.class,
    Inventory.class,
    HostKeeper.class,
    HostCare.class,
    OutagePlan.class,
    Probing.class,
    HostViews.class,
    PortalAddresses.class,
    Outages.class,
    DemoOutage.class,
    MachinesForTests.class,
    InventoryTest.World.class
})
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class InventoryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Inventory inventory;
    private final HostKeeper keeper;
    private final OutagePlan plan;
    private final Probing probing;
    private final DemoOutage demoOutage;
    private final JdbcClient jdbc;
    private final AtomicReference<Optional<HostFacts>> machine;

    InventoryTest(
            @Autowired Inventory inventory,
            @Autowired HostKeeper keeper,
            @Autowired OutagePlan plan,
            @Autowired Probing probing,
            @Autowired DemoOutage demoOutage,
            @Autowired JdbcClient jdbc,
            @Autowired AtomicReference<Optional<HostFacts>> machine) {
        this.inventory = inventory;
        this.keeper = keeper;
        this.plan = plan;
        this.probing = probing;
        this.demoOutage = demoOutage;
        this.jdbc = jdbc;
        this.machine = machine;
    }

    @BeforeEach
    void empty() {
        jdbc.sql("truncate capacity_hold, booking, outage, kvm_host, lab cascade")
                .update();
        machine.set(Optional.of(MachinesForTests.GOOD));
    }

    @Test
    void refusesASecondLabOfTheSameName() {
        lab("Lab");
        assertThat(codes(keeper.addLab("lab", ""))).containsExactly("inventory.refused.lab.taken");
    }

    @Test
    void keepsALabThatHasHosts() {
        LabId lab = lab("Lab");
        host(draft(lab, "kvm1", "qemu:///system"));
        assertThat(codes(keeper.removeLab(lab))).containsExactly("inventory.refused.lab.hosts");
    }

    @Test
    void takesBookingsOnlyAfterAProbeThatSucceeded() {
        HostId id = host(draft(lab("Lab"), "kvm1", "qemu:///system"));
        assertThat(host(id).state()).isEqualTo(HostState.SUSPECT);
        probing.probe(host(id));
        assertThat(host(id).state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(inventory.details(id).orElseThrow().facts()).isEqualTo(MachinesForTests.GOOD);
    }

    @Test
    void becomesSuspectWhenItDoesNotAnswerAndIsTrustedAgainWhenItDoes() {
        HostId id = probed(draft(lab("Lab"), "kvm1", "qemu:///system"));
        machine.set(Optional.empty());
        probing.probeAll();
        assertThat(host(id).state()).isEqualTo(HostState.SUSPECT);
        assertThat(inventory.details(id).orElseThrow().stateReason()).isEqualTo("No answer within 5 seconds.");
        machine.set(Optional.of(MachinesForTests.GOOD));
        probing.probeAll();
        assertThat(host(id).state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(inventory.details(id).orElseThrow().stateReason()).isNull();
    }

    @Test
    void staysOutOfServiceWhateverAProbeSays() {
        HostId id = probed(draft(lab("Lab"), "kvm1", "qemu:///system"));
        keeper.takeOutOfService(id, "New fans", "lena");
        probing.probe(host(id));
        inventory.suspect(id, "slow");
        assertThat(host(id).state()).isEqualTo(HostState.OUT_OF_SERVICE);
        keeper.returnToService(id, "", "lena");
        assertThat(host(id).state()).isEqualTo(HostState.IN_SERVICE);
    }

    @Test
    void emulatesWhereTheMachineOffersNoVirtualisationUnlessAnAdminSaysOtherwise() {
        machine.set(Optional.of(new HostFacts(
                "kvm1", "9.0.0", "7.2.0", "EPYC", 16, 65_536, 48_000, 900, 800, false, List.of(), List.of())));
        LabId lab = lab("Lab");
        HostId id = probed(draft(lab, "kvm1", "qemu:///system"));
        assertThat(host(id).emulated()).isTrue();
        long version = inventory.details(id).orElseThrow().version();
        HostDraft draft = draft(lab, "kvm1", "qemu:///system");
        keeper.changeHost(id, version, with(draft, draft.capacity(), Acceleration.KVM));
        assertThat(host(id).emulated()).isFalse();
    }

    @Test
    void limitsAreCapacityTimesOvercommitRoundedDown() {
        HostId id = host(draft(lab("Lab"), "kvm1", "qemu:///system"));
        assertThat(host(id).limit()).isEqualTo(new Resources(25, 32_768, 400));
    }

    @Test
    void aProbeDoesNotMakeAnOpenFormStaleButAChangeDoes() {
        LabId lab = lab("Lab");
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        long version = inventory.details(id).orElseThrow().version();
        probing.probe(host(id));
        assertThat(keeper.changeHost(id, version, draft(lab, "kvm2", "qemu:///system")))
                .isInstanceOf(Change.Done.class);
        assertThatThrownBy(() -> keeper.changeHost(id, version, draft(lab, "kvm3", "qemu:///system")))
                .isInstanceOf(ObjectOptimisticLockingFailureException.class);
    }

    @Test
    void refusesTheSameMachineTwice() {
        LabId lab = lab("Lab");
        host(draft(lab, "kvm1", "qemu:///system"));
        assertThat(codes(keeper.addHost(draft(lab, "kvm2", "qemu:///system"))))
                .containsExactly("inventory.refused.uri.taken");
    }

    @Test
    void leavesTheCounterOfPromisesAlone() {
        LabId lab = lab("Lab");
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        jdbc.sql("update kvm_host set hold_revision = 7").update();
        keeper.changeHost(id, 0, draft(lab, "kvm2", "qemu:///system"));
        assertThat(jdbc.sql("select hold_revision from kvm_host")
                        .query(Long.class)
                        .single())
                .isEqualTo(7);
    }

    @Test
    void refusesLessCapacityThanIsPromisedAndSaysTheNumbers() {
        LabId lab = lab("Lab");
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        promise(lab, id, TimeWindow.of(NOW, Duration.ofDays(1_000)));
        HostDraft draft = draft(lab, "kvm1", "qemu:///system");
        Change<HostId> change =
                keeper.changeHost(id, 0, with(draft, new Resources(1, 1024, 10), Acceleration.AUTOMATIC));
        assertThat(codes(change)).containsExactly("inventory.refused.host.promised");
        assertThat(complaints(change).getFirst().arguments().getFirst().toString())
                .contains("has promised 24 vCPUs");
        assertThat(codes(keeper.removeHost(id))).containsExactly("inventory.refused.host.held");
    }

    @Test
    void listsTheBookingsThatAnOutageOfTheLabHits() {
        LabId lab = lab("Lab");
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        host(draft(lab, "kvm2", "qemu+ssh://kvm2/system"));
        promise(lab, id, TimeWindow.of(NOW, Duration.ofDays(3)));
        PlannedOutage outage = done(announce(lab, null, NOW.plusSeconds(60), NOW.plusSeconds(120), "Fans"));
        assertThat(jdbc.sql("select host_id from outage_hit where plan_id = :id and state = 'OPEN' and not told")
                        .param("id", outage.id().value())
                        .query(UUID.class)
                        .list())
                .containsExactly(id.value());
        assertThat(inventory.outagesToCome()).hasSize(2);
    }

    @Test
    void outagesTouchAWindowHalfOpenAndAreCalledOffEachForItself() {
        LabId lab = lab("Lab");
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        Instant start = NOW.plus(Duration.ofDays(1));
        Instant end = start.plus(Duration.ofHours(2));
        PlannedOutage fans = done(announce(lab, id, start, end, "Fans"));
        assertThat(inventory.outages(id, TimeWindow.of(end, Duration.ofHours(1))))
                .isEmpty();
        assertThat(inventory.outages(id, TimeWindow.of(end.minusSeconds(1), Duration.ofHours(1))))
                .singleElement()
                .extracting(Outage::reason)
                .isEqualTo("Fans");
        done(announce(lab, null, start.plusSeconds(60), end.plusSeconds(60), "Power"));
        assertThat(inventory.outagesToCome()).hasSize(2);
        plan.end(fans.id());
        assertThat(inventory.outagesToCome())
                .singleElement()
                .extracting(Outage::reason)
                .isEqualTo("Power");
        assertThat(plan.find(fans.id())).get().matches(PlannedOutage::isCalledOff);
    }

    @Test
    void aHostThatIsAddedLaterTakesPartInTheOutagesOfItsLab() {
        LabId lab = lab("Lab");
        PlannedOutage outage =
                done(announce(lab, null, NOW.plusSeconds(60), NOW.plus(Duration.ofDays(9_000)), "Power"));
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        assertThat(plan.of(id, outage.window())).containsExactly(outage);
    }

    @Test
    void anOutageUnderWayEndsNowOrTakesLonger() {
        LabId lab = lab("Lab");
        HostId id = host(draft(lab, "kvm1", "qemu:///system"));
        PlannedOutage outage = done(announce(lab, id, NOW.minusSeconds(60), NOW.plusSeconds(60), "Fans"));
        assertThat(outage.window().start()).as("what has passed means now").isEqualTo(NOW);
        PlannedOutage longer = done(plan.until(outage.id(), NOW.plusSeconds(600)));
        assertThat(inventory.outages(id, longer.window()))
                .singleElement()
                .extracting(Outage::window)
                .isEqualTo(TimeWindow.of(NOW, Duration.ofSeconds(600)));
        assertThat(codes(plan.until(outage.id(), NOW))).containsExactly("inventory.refused.outage.end");
    }

    @Test
    void saysEverythingThatIsWrongWithAnOutageAtOnce() {
        var draft = new OutageDraft(
                lab("Lab"), new HostId(UUID.randomUUID()), NOW, NOW.minusSeconds(1), " ", Duration.ofDays(8), true);
        assertThat(plan.complaints(draft))
                .extracting(Complaint::code)
                .containsExactlyInAnyOrder(
                        "inventory.refused.outage.hosts",
                        "inventory.refused.outage.notice",
                        "inventory.refused.outage.end",
                        "inventory.refused.outage.reason");
    }

    private Change<PlannedOutage> announce(
            LabId lab, @Nullable HostId host, Instant start, Instant end, String reason) {
        return plan.announce(new OutageDraft(lab, host, start, end, reason, Duration.ZERO, true), "ada");
    }

    @Test
    void closesWhatTheAdminSaysAndThePortalItself() {
        HostId id = probed(draft(lab("Lab"), "kvm1", "qemu+ssh://203.0.113.9/system"));
        assertThat(host(id).closedAddresses()).contains("10.20.0.0/16", "203.0.113.9");
        // except the guests' own gateway, which this machine has when pods ran here before
        Ipv4Subnet guests = Ipv4Subnet.parse(HostDraft.ACCESS_SUBNET);
        Set<String> portal = new PortalAddresses().ipv4();
        portal.removeIf(address -> guests.contains(Ipv4Subnet.parse(address)));
        assertThat(host(id).closedAddresses()).containsAll(portal);
    }

    @Test
    void theDemoPlansOneOutageHoweverOftenItIsAsked() {
        host(draft(lab("Lab"), "kvm1", "qemu:///system"));
        demoOutage.ensurePlanned();
        demoOutage.ensurePlanned();
        assertThat(inventory.outagesToCome()).hasSize(1);
    }

    private LabId lab(String name) {
        return done(keeper.addLab(name, ""));
    }

    private HostId host(HostDraft draft) {
        return done(keeper.addHost(draft));
    }

    private HostId probed(HostDraft draft) {
        HostId id = host(draft);
        probing.probe(host(id));
        return id;
    }

    private KvmHost host(HostId id) {
        return inventory.host(id).orElseThrow();
    }

    private static <T> T done(Change<T> change) {
        assertThat(change).isInstanceOf(Change.Done.class);
        return ((Change.Done<T>) change).value();
    }

    private static List<String> codes(Change<?> change) {
        return complaints(change).stream().map(Complaint::code).toList();
    }

    private static List<Complaint> complaints(Change<?> change) {
        assertThat(change).isInstanceOf(Change.Refused.class);
        return ((Change.Refused<?>) change).complaints();
    }

    private static HostDraft draft(LabId lab, String name, String uri) {
        return new HostDraft(
                lab,
                name,
                uri,
                new Resources(10, 32_768, 400),
                new HostDraft.Overcommit(new BigDecimal("2.59"), BigDecimal.ONE, BigDecimal.ONE),
                HostDraft.IMAGE_DIRECTORY,
                HostDraft.DISK_DIRECTORY,
                new AccessNetwork.Nat(HostDraft.ACCESS_SUBNET),
                null,
                List.of("10.20.0.0/16"),
                Acceleration.AUTOMATIC);
    }

    private static HostDraft with(HostDraft draft, Resources capacity, Acceleration acceleration) {
        return new HostDraft(
                draft.lab(),
                draft.name(),
                draft.uri(),
                capacity,
                draft.overcommit(),
                draft.imageDirectory(),
                draft.diskDirectory(),
                draft.accessNetwork(),
                draft.accessVia(),
                draft.closedAddresses(),
                acceleration);
    }

    private void promise(LabId lab, HostId host, TimeWindow window) {
        UUID booking = UUID.randomUUID();
        jdbc.sql("""
                        insert into person (id, user_name, full_name, email, role, time_zone, must_change_password,
                            session_generation, created_at, version)
                        values (:id, 'p' || substr(:id::text, 1, 8), 'Somebody', 'p@podkeeper.example', 'USER', 'UTC', false,
                            0, :start::timestamptz, 0)
                        """)
                .param("id", booking)
                .param("start", window.start().toString())
                .update();
        jdbc.sql("""
                        insert into booking (id, owner_id, lab_id, pod_id, config_id, purpose, starts_at, ends_at,
                            prepare_from, state, booked_at)
                        values (:id, :id, :lab, :id, :id, 'Test', :start::timestamptz, :end::timestamptz,
                            :start::timestamptz, 'CONFIRMED', :start::timestamptz)
                        """)
                .param("id", booking)
                .param("lab", lab.value())
                .param("start", window.start().toString())
                .param("end", window.end().toString())
                .update();
        jdbc.sql("""
                        insert into capacity_hold (id, booking_id, host_id, vcpus, memory_mib, disk_gib, during)
                        values (:id, :id, :host, 24, 20000, 300,
                            tstzrange(:start::timestamptz, :end::timestamptz))
                        """)
                .param("id", booking)
                .param("host", host.value())
                .param("start", window.start().toString())
                .param("end", window.end().toString())
                .update();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class World {
        @Bean
        Clock clock() {
            return Clock.fixed(NOW, java.time.ZoneOffset.UTC);
        }
    }
}
