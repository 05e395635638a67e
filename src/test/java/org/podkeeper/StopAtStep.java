package org.podkeeper;

import static org.podkeeper.OnRealHosts.await;

import java.util.List;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds a portal exactly where it writes that a step begins, or that it is done: in PostgreSQL, so that the portal needs
 * no hook for it. Whoever writes the line waits until the test lets it pass, also after PostgreSQL was restarted.
 */
final class StopAtStep implements AutoCloseable {
    /**
     * A place to be held at.
     *
     * @param what a step of making or removing a pod, or {@code PART}: one machine's part of an operation
     */
    record Place(String what, StepState state) {
        static Place of(Step step, StepState state) {
            return new Place(step.name(), state);
        }

        static Place ofAPart(StepState state) {
            return new Place("PART", state);
        }

        /** As the waiting session calls itself. */
        private String held() {
            return "held at " + what + " " + state;
        }
    }

    private final JdbcClient jdbc;

    StopAtStep(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql("create table if not exists test_stop (what text, state text)").update();
        jdbc.sql("delete from test_stop").update();
        jdbc.sql("""
                        create or replace function test_stop() returns trigger language plpgsql as $$
                        declare
                            here text := case tg_table_name when 'deployment_step' then to_jsonb(new) ->> 'step' else 'PART' end;
                        begin
                            perform set_config('application_name', 'held at ' || here || ' ' || new.state, true);
                            while exists (select from test_stop t where t.what = here and t.state = new.state) loop
                                perform pg_sleep(0.02);
                            end loop;
                            perform set_config('application_name', '', true);
                            return new;
                        end $$
                        """).update();
        for (String table : List.of("deployment_step", "pod_operation_part")) {
            jdbc.sql("""
                            create or replace trigger test_stop before update on %s
                            for each row execute function test_stop()
                            """.formatted(table)).update();
        }
    }

    /** Whoever comes there from now on waits. */
    void holdAt(Place place) {
        jdbc.sql("insert into test_stop values (:what, :state)")
                .param("what", place.what())
                .param("state", place.state().name())
                .update();
    }

    /** Whoever is there, or comes there, goes on. */
    void letPass(Place place) {
        jdbc.sql("delete from test_stop where what = :what and state = :state")
                .param("what", place.what())
                .param("state", place.state().name())
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
        kill.run();
        jdbc.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = :held")
                .param("held", place.held())
                .query(Boolean.class)
                .list();
        await("its connections are gone", () -> isHeld(place) ? null : this);
    }

    @Override
    public void close() {
        jdbc.sql("delete from test_stop").update();
        for (String table : List.of("deployment_step", "pod_operation_part")) {
            jdbc.sql("drop trigger test_stop on " + table).update();
        }
        jdbc.sql("drop function test_stop").update();
        jdbc.sql("drop table test_stop").update();
    }
}
