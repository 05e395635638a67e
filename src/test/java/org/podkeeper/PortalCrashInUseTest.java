package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.SshKey;
import org.podkeeper.booking.BookingId;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.StepState;

/**
 * Portals that are killed while something is being done with a pod that stands.
 */
class PortalCrashInUseTest extends DyingPortals {
    /** Whatever is being done with a pod when a portal dies, the next one brings to its end; also who may open it. */
    @Test
    void whatIsBeingDoneWithAPodIsFinishedByTheNextPortal() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.TINY).resources());
        PortalProcess portal = start("maker").ready();
        BookingId booking = book(portal, OnRealHosts.TINY);
        becomesReadyOnce(booking, 1);
        note(booking, "echo before > note && sync");

        portal = killedWhile(portal, booking, "{\"kind\": \"TAKE_SNAPSHOT\", \"name\": \"kept\"}");
        note(booking, "echo after > note && sync");
        String snapshot = jdbc.sql("select id from pod_snapshot where whole")
                .query(String.class)
                .single();
        portal = killedWhile(
                portal, booking, "{\"kind\": \"RESTORE_SNAPSHOT\", \"snapshot\": \"%s\"}".formatted(snapshot));
        assertThat(note(booking, "cat note")).isEqualTo("before");
        portal = killedWhile(portal, booking, "{\"kind\": \"RESET\"}");
        assertThat(note(booking, "cat note || echo none")).endsWith("none");
        portal = killedAfterItWentBack(
                portal, booking, "{\"kind\": \"RESTORE_SNAPSHOT\", \"snapshot\": \"%s\"}".formatted(snapshot));
        portal = killedAfterItWentBack(portal, booking, "{\"kind\": \"RESET\"}");
        portal = aKeyComesAndGoes(portal, booking);
        becomesReadyOnce(booking, 1);
        endsWithNothingLeft(portal, booking);
    }

    /**
     * Before it is noted that the machine may have the key, and each time that the machine took its keys but that is not
     * noted yet.
     */
    private PortalProcess aKeyComesAndGoes(PortalProcess portal, BookingId booking) throws Exception {
        PortalProcess last;
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofANewKey());
            SshKey key = switch (keys.add(owner.id(), "second", LabForTests.PUBLIC_KEY)) {
                case Outcome.Done<SshKey>(var added) -> added;
                case Outcome.Refused<SshKey>(var reasons) -> throw new AssertionError(reasons);
            };
            stop.dies(Place.ofANewKey(), portal::kill);
            assertThat(timesInMachine(booking, key)).isZero();
            stop.holdAt(Place.ofKeysTaken());
            stop.letPass(Place.ofANewKey());
            last = diesWithKeysTaken(start("adds"), stop);
            awaitKeysTaken();
            assertThat(timesInMachine(booking, key)).isOne();

            stop.holdAt(Place.ofKeysTaken());
            keys.remove(owner.id(), key.id());
            last = diesWithKeysTaken(last, stop);
            awaitKeysTaken();
            assertThat(timesInMachine(booking, key)).isZero();
        }
        return last.ready();
    }

    /** @return the portal after it */
    private PortalProcess diesWithKeysTaken(PortalProcess portal, StopAtStep stop) throws Exception {
        stop.dies(Place.ofKeysTaken(), portal::kill);
        assertThat(machinesThatWaitForKeys()).isOne();
        stop.letPass(Place.ofKeysTaken());
        return start("after-" + portal.name());
    }

    private void awaitKeysTaken() {
        OnRealHosts.await("the keys are taken", () -> machinesThatWaitForKeys() == 0 ? this : null);
    }

    private int machinesThatWaitForKeys() {
        return jdbc.sql("select count(*) from deployment_machine where keys_due")
                .query(Integer.class)
                .single();
    }

    private int timesInMachine(BookingId booking, SshKey key) throws Exception {
        return Integer.parseInt(note(
                booking,
                "grep -cF '%s' ~/.ssh/authorized_keys || true"
                        .formatted(key.line().split(" ", -1)[1])));
    }

    /**
     * Saving a disk is met before each act, which is after the one before it and not yet written down, and in the middle
     * of the long ones. There is one image in the end, and the machine runs.
     */
    @Test
    void oneImageIsSavedAlthoughPortalsDieAtEveryStepOfIt() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.TINY).resources());
        PortalProcess portal = start("saver").ready();
        BookingId booking = book(portal, OnRealHosts.TINY);
        becomesReadyOnce(booking, 1);
        note(booking, "echo mine > note && sync");
        String node = provisioning
                .machines(provisioning.of(booking).orElseThrow())
                .getFirst()
                .node();
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAnOperation(StepState.RUNNING));
            HttpResponse<String> answer = new ApiForTests(portal.port(), token)
                    .request(
                            "POST",
                            "/api/v1/bookings/" + booking + "/operations",
                            "{\"kind\": \"SAVE_IMAGE\", \"machine\": \"%s\", \"name\": \"Saved\"}".formatted(node));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            diesInEveryActOfSaving(stop);
        }
        OnRealHosts.await(
                "it is saved",
                () -> jdbc.sql("select count(*) from pod_operation where kind = 'SAVE_IMAGE' and state = 'DONE'")
                                        .query(Integer.class)
                                        .single()
                                == 1
                        ? booking
                        : null);
        assertThat(jdbc.sql("select count(*) from image where saved_at is not null and sha256 is not null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        OnRealHosts.await("the machine answers again", () -> {
            try {
                return note(booking, "cat note").equals("mine") ? booking : null;
            } catch (Exception | AssertionError e) {
                return null;
            }
        });
        becomesReadyOnce(booking, 1);
        endsWithNothingLeft(survivor(), booking);
        assertThat(RealHosts.one()
                        .exec(
                                "ls",
                                RealHosts.one().directory().resolve("images").toString())
                        .output())
                .doesNotContain("pk-");
    }

    private void diesInEveryActOfSaving(StopAtStep stop) throws Exception {
        List<String> acts = List.of(
                "power button", "Copying its disk", "Starting the copy", "Taking out", "one file", "to the portal");
        Set<String> inTheMiddle = Set.of("Copying its disk", "Taking out", "to the portal");
        diesAt(Place.ofAnOperation(StepState.RUNNING), Place.wherePartSays(acts.getFirst()), stop);
        for (int i = 0; i < acts.size(); i++) {
            boolean last = i + 1 == acts.size();
            Place next = last ? Place.ofAnImage() : Place.wherePartSays(acts.get(i + 1));
            diesAt(Place.wherePartSays(acts.get(i)), next, stop);
            if (inTheMiddle.contains(acts.get(i))) {
                diesWhile(acts.get(i), next, stop);
            }
        }
        diesAt(Place.ofAnImage(), Place.ofAPart(StepState.DONE), stop);
        diesAt(Place.ofAPart(StepState.DONE), Place.ofAnOperation(StepState.DONE), stop);
        diesAt(Place.ofAnOperation(StepState.DONE), null, stop);
    }

    /** An act that the portal before has all but done may have nothing left to say. */
    private void diesWhile(String act, Place next, StopAtStep stop) throws Exception {
        OnRealHosts.await(act, () -> {
            assertThat(operationsThatAre("FAILED")).isZero();
            return partSays(act) || stop.isHeld(next) ? act : null;
        });
        start("portal" + portals.size());
        stop.diesAnywhere(this::killTheBusyOne);
    }

    private boolean partSays(String words) {
        return jdbc.sql("select exists (select from pod_operation_part p join pod_operation o on o.id = p.operation_id"
                        + " where o.kind = 'SAVE_IMAGE' and p.message like '%' || :words || '%')")
                .param("words", words)
                .query(Boolean.class)
                .single();
    }

    /** @return the portal that finished it */
    private PortalProcess killedWhile(PortalProcess portal, BookingId booking, String operation) throws Exception {
        begun(portal, booking, operation);
        OnRealHosts.await("it is under way", () -> operationsThatAre("RUNNING") == 1 ? portal : null);
        portal.kill();
        return finishedByTheNext();
    }

    /** The portal dies when the machine has gone back already: what its owner did since then stays. */
    private PortalProcess killedAfterItWentBack(PortalProcess portal, BookingId booking, String operation)
            throws Exception {
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAPart(StepState.DONE));
            begun(portal, booking, operation);
            stop.awaitHeld(Place.ofAPart(StepState.DONE));
            note(booking, "echo since > since && sync");
            stop.dies(Place.ofAPart(StepState.DONE), portal::kill);
        }
        PortalProcess next = finishedByTheNext();
        assertThat(note(booking, "cat since")).isEqualTo("since");
        return next;
    }

    private void begun(PortalProcess portal, BookingId booking, String operation) throws Exception {
        HttpResponse<String> answer = new ApiForTests(portal.port(), token)
                .request("POST", "/api/v1/bookings/" + booking + "/operations", operation);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private PortalProcess finishedByTheNext() throws Exception {
        assertThat(operationsThatAre("RUNNING")).isEqualTo(1);
        PortalProcess next = start("next" + portals.size()).ready();
        OnRealHosts.await("it is done", () -> {
            assertThat(operationsThatAre("FAILED")).isZero();
            return operationsThatAre("RUNNING") == 0 ? next : null;
        });
        return next;
    }

    private int operationsThatAre(String state) {
        return jdbc.sql("select count(*) from pod_operation where state = :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }

    private String note(BookingId booking, String command) throws Exception {
        List<MachineView> machines =
                provisioning.machines(provisioning.of(booking).orElseThrow());
        return OnRealHosts.SSH
                .run(RealHosts.one(), machines, machines.getFirst(), command)
                .strip();
    }
}
