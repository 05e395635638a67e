package org.podkeeper;

import static java.util.Map.entry;
import static org.podkeeper.OnRealHosts.await;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.notification.mail.OutboxDesk;
import org.podkeeper.outage.HitState;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.waiting.WishState;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds a portal exactly where it writes that a step begins, or that it is done: in PostgreSQL, so that the portal needs
 * no hook for it. Whoever writes the line waits until the test lets it pass, also after PostgreSQL was restarted.
 */
final class StopAtStep implements AutoCloseable {
    /**
     * A place to be held at.
     *
     * @param what a step of making or removing a pod, or the word for what is written
     * @param state that is to be written; {@code NONE} for what has no state
     * @param says what is written with it has these words; null for whatever it is
     */
    record Place(String what, String state, @Nullable String says) {
        static Place of(Step step, StepState state) {
            return new Place(step.name(), state.name(), null);
        }

        static Place ofAPart(StepState state) {
            return new Place("PART", state.name(), null);
        }

        /** Where one machine's part of an operation says that it is so far. */
        static Place wherePartSays(String words) {
            return new Place("PART", StepState.RUNNING.name(), words);
        }

        static Place ofAnOperation(StepState state) {
            return new Place("OPERATION", state.name(), null);
        }

        /** An image's file is here, and its row is about to be written. */
        static Place ofAnImage() {
            return new Place("IMAGE", "NONE", null);
        }

        /** What is kept of a pod is to be so far, its memory and all of it. */
        static Place ofKept(String memory, KeptPod.State state) {
            return new Place("KEPT", memory + " " + state, null);
        }

        /** A booking is about to have another deployment. */
        static Place ofANewDeployment() {
            return new Place("DEPLOYMENT", "PLANNED", null);
        }

        /** Somebody is about to be told something. */
        static Place ofAMessage(MessageKind kind) {
            return new Place("MESSAGE", kind.name(), null);
        }

        /** Somebody's mail is about to be noted as sent, or whatever became of it. */
        static Place ofAMail(OutboxDesk.State state, PersonId to) {
            return new Place("MAIL", state.name(), to.toString());
        }

        /** What somebody waits for is about to be so far. */
        static Place ofAWish(WishState state) {
            return new Place("WISH", state.name(), null);
        }

        /** A booking that an outage hits is about to be so far. */
        static Place ofAHit(HitState state) {
            return new Place("HIT", state.name(), null);
        }

        /** The outage of that day is about to be announced. */
        static Place ofTheOccurrence(LocalDate day) {
            return new Place("OUTAGE", "NONE", day.toString());
        }

        /** A machine has taken its keys, and that is about to be noted. */
        static Place ofKeysTaken() {
            return new Place("KEYS_IN_MACHINE", "TAKEN", null);
        }

        /** A machine is about to be given a key that it never had; what it may have is noted before. */
        static Place ofANewKey() {
            return new Place("KEY", "NONE", null);
        }

        /** As the waiting session calls itself. */
        private String held() {
            return "held at " + what + " " + state + (says == null ? "" : " " + says);
        }
    }

    private static final Map<String, String> HELD = Map.ofEntries(
            entry("deployment_step", "before update"),
            entry("pod_operation_part", "before update"),
            entry("pod_operation", "before update"),
            entry("kept_pod", "before update"),
            entry("deployment", "before insert"),
            entry("image", "before insert"),
            entry("inbox_message", "before insert"),
            entry("mail", "before update"),
            entry("waiting_wish", "before update"),
            entry("outage_hit", "before update"),
            entry("outage_plan", "before insert"),
            entry("deployment_key", "before insert"),
            entry("deployment_machine", "before update of keys_at"));

    private final JdbcClient jdbc;

    StopAtStep(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql("create table if not exists test_stop (name text, what text, state text, says text)")
                .update();
        jdbc.sql("delete from test_stop").update();
        jdbc.sql("""
                        create or replace function test_stop() returns trigger language plpgsql as $$
                        declare
                            is_now jsonb := to_jsonb(new);
                            here text := case tg_table_name
                                when 'deployment_step' then is_now ->> 'step'
                                when 'pod_operation_part' then 'PART'
                                when 'pod_operation' then 'OPERATION'
                                when 'image' then 'IMAGE'
                                when 'kept_pod' then 'KEPT'
                                when 'deployment' then 'DEPLOYMENT'
                                when 'inbox_message' then 'MESSAGE'
                                when 'mail' then 'MAIL'
                                when 'waiting_wish' then 'WISH'
                                when 'outage_hit' then 'HIT'
                                when 'outage_plan' then 'OUTAGE'
                                when 'deployment_key' then 'KEY'
                                when 'deployment_machine' then 'KEYS_IN_MACHINE' end;
                            state_now text := case here
                                when 'KEPT' then (is_now ->> 'memory') || ' ' || (is_now ->> 'state')
                                when 'MESSAGE' then is_now ->> 'kind'
                                when 'KEYS_IN_MACHINE' then 'TAKEN'
                                else coalesce(is_now ->> 'state', 'NONE') end;
                            place text;
                        begin
                            loop
                                select t.name into place from test_stop t
                                where t.what = here and t.state = state_now
                                    and (t.says is null or strpos(case here when 'OUTAGE' then is_now ->> 'occurrence'
                                        when 'MAIL' then is_now ->> 'person_id' else is_now ->> 'message' end, t.says) > 0);
                                exit when place is null;
                                perform set_config('application_name', place, true);
                                perform pg_sleep(0.02);
                            end loop;
                            perform set_config('application_name', '', true);
                            return new;
                        end $$
                        """).update();
        HELD.forEach((table, when) -> jdbc.sql("""
                            create or replace trigger test_stop %s on %s
                            for each row execute function test_stop()
                            """.formatted(when, table)).update());
    }

    /** Whoever comes there from now on waits. */
    void holdAt(Place place) {
        jdbc.sql("insert into test_stop values (:name, :what, :state, :says)")
                .param("name", place.held())
                .param("what", place.what())
                .param("state", place.state())
                .param("says", place.says())
                .update();
    }

    /** Whoever is there, or comes there, goes on. */
    void letPass(Place place) {
        jdbc.sql("delete from test_stop where name = :name")
                .param("name", place.held())
                .update();
    }

    boolean isHeld(Place place) {
        return jdbc.sql(
                                "select count(*) from pg_stat_activity where application_name = :held and wait_event = 'PgSleep'")
                        .param("held", place.held())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void awaitHeld(Place place) {
        await("a portal that is " + place.held(), () -> isHeld(place) ? this : null);
    }

    /** Waits until some portal stands there, has it killed, and makes sure that its last line was not written. */
    void dies(Place place, Runnable kill) {
        awaitHeld(place);
        diesAnywhere(kill);
    }

    /** Has a portal killed wherever it is, and makes sure that what it was held at was not written. */
    void diesAnywhere(Runnable kill) {
        kill.run();
        // again and again: what the dead one asked for besides comes to the same place when the first has left it
        await(
                "its connections are gone",
                () -> jdbc.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                                        + " where application_name like 'held at %'")
                                .query(Boolean.class)
                                .list()
                                .isEmpty()
                        ? this
                        : null);
    }

    @Override
    public void close() {
        jdbc.sql("delete from test_stop").update();
        HELD.keySet()
                .forEach(table -> jdbc.sql("drop trigger test_stop on " + table).update());
        jdbc.sql("drop function test_stop").update();
        jdbc.sql("drop table test_stop").update();
    }
}
