package org.podkeeper;

import static org.podkeeper.OnRealHosts.await;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds a portal exactly where it writes that a step begins, or that it is done: in PostgreSQL, so that the portal needs
 * no hook for it. Whoever writes the line waits for a lock that the test has.
 */
final class StopAtStep implements AutoCloseable {
    private static final long LOCK = 4_711;

    private final JdbcClient jdbc;
    private final Connection holder;

    StopAtStep(JdbcClient jdbc, DataSource database) throws SQLException {
        this.jdbc = jdbc;
        jdbc.sql("create table if not exists test_stop (step text, state text)").update();
        jdbc.sql("delete from test_stop").update();
        jdbc.sql("""
                        create or replace function test_stop() returns trigger language plpgsql as $$
                        begin
                            if exists (select from test_stop t where t.step = new.step and t.state = new.state) then
                                perform pg_advisory_xact_lock(%d);
                            end if;
                            return new;
                        end $$
                        """.formatted(LOCK)).update();
        jdbc.sql("""
                        create or replace trigger test_stop before update on deployment_step
                        for each row execute function test_stop()
                        """).update();
        holder = database.getConnection();
        lock("pg_advisory_lock");
    }

    private void lock(String function) throws SQLException {
        try (var statement = holder.createStatement()) {
            statement.execute("select " + function + "(" + LOCK + ")");
        }
    }

    /** Whoever comes there from now on waits. */
    void holdAt(Step step, StepState state) {
        jdbc.sql("insert into test_stop values (:step, :state)")
                .param("step", step.name())
                .param("state", state.name())
                .update();
    }

    /** Whoever comes there goes on. */
    void letPass(Step step, StepState state) {
        jdbc.sql("delete from test_stop where step = :step and state = :state")
                .param("step", step.name())
                .param("state", state.name())
                .update();
    }

    /** Waits until some portal stands somewhere, has it killed, and makes sure that its last line was not written. */
    void dies(Runnable kill) {
        await("a portal that is held", () -> waiting() > 0 ? this : null);
        kill.run();
        jdbc.sql("""
                        select pg_terminate_backend(pid) from pg_locks
                        where locktype = 'advisory' and objid = :lock and not granted
                        """).param("lock", LOCK).query(Boolean.class).list();
        await("its connections are gone", () -> waiting() == 0 ? this : null);
    }

    private int waiting() {
        return jdbc.sql("select count(*) from pg_locks where locktype = 'advisory' and objid = :lock and not granted")
                .param("lock", LOCK)
                .query(Integer.class)
                .single();
    }

    @Override
    public void close() throws SQLException {
        jdbc.sql("drop trigger test_stop on deployment_step").update();
        jdbc.sql("drop table test_stop").update();
        jdbc.sql("drop function test_stop").update();
        try (holder) {
            lock("pg_advisory_unlock");
        }
    }
}
