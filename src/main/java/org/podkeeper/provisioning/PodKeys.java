package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.SshKey;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.Sharing;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The books of keys: which open a pod's machines, which each machine has, and which it was ever given. */
@Service
class PodKeys {
    private final JdbcClient jdbc;
    private final Sharing sharing;
    private final People people;
    private final Clock clock;

    /**
     * What a machine is to be told.
     *
     * @param keys those that should open it
     * @param given lines of all that it was ever given
     */
    record Order(List<SshKey> keys, List<String> given) {}

    /**
     * What is known of the keys in one machine.
     *
     * @param in fingerprints, null when nobody knows
     * @param at when it took them
     * @param due whether it should take others
     * @param problem why it has not
     */
    record InMachine(
            @Nullable Set<String> in,
            @Nullable Instant at,
            boolean due,
            @Nullable String problem) {}

    PodKeys(JdbcClient jdbc, Sharing sharing, People people, Clock clock) {
        this.jdbc = jdbc;
        this.sharing = sharing;
        this.people = people;
        this.clock = clock;
    }

    /** The keys that should open the machines of a booking now. */
    @Transactional(readOnly = true)
    public List<SshKey> current(BookingId booking) {
        return people.openingKeys(sharing.usersOf(booking));
    }

    /**
     * The keys that a deployment's machines read at their first boot: the same every time, so that they say what is
     * expected of them. What changes later is brought to them when they run.
     */
    @Transactional
    public List<SshKey> planned(DeploymentId id, BookingView booking) {
        List<SshKey> before = plannedOf(id);
        if (!before.isEmpty()) {
            return before;
        }
        List<SshKey> now = current(booking.id());
        give(id, now, true);
        KeptId from = booking.choices().from();
        if (from != null) {
            inherit(id, from.value());
        }
        return now;
    }

    /**
     * What a machine is made anew with; those that have not been started yet are still to start with what was planned.
     */
    @Transactional
    public List<SshKey> ofNow(DeploymentId id, BookingId booking) {
        List<SshKey> now = current(booking);
        give(id, now, false);
        return now;
    }

    /** Disks that were kept have the keys of the booking that they were kept of. */
    private void inherit(DeploymentId id, UUID kept) {
        jdbc.sql("""
                        insert into deployment_key (deployment_id, line, name, type, fingerprint, planned, given_at)
                        select distinct on (k.line) :id, k.line, k.name, k.type, k.fingerprint, false, k.given_at
                        from kept_pod p join deployment d on d.booking_id = p.booking_id
                            join deployment_key k on k.deployment_id = d.id
                        where p.id = :kept
                        on conflict do nothing
                        """).param("id", id.value()).param("kept", kept).update();
    }

    private List<SshKey> plannedOf(DeploymentId id) {
        return jdbc.sql("select * from deployment_key where deployment_id = :id and planned order by given_at, line")
                .param("id", id.value())
                .query((row, n) -> new SshKey(
                        new UUID(0, n),
                        row.getString("name"),
                        row.getString("type"),
                        row.getString("line"),
                        row.getString("fingerprint"),
                        row.getObject("given_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private void give(DeploymentId id, List<SshKey> keys, boolean planned) {
        for (SshKey key : keys) {
            jdbc.sql("""
                            insert into deployment_key (deployment_id, line, name, type, fingerprint, planned, given_at)
                            values (:id, :line, :name, :type, :fingerprint, :planned, :now)
                            on conflict (deployment_id, line) do update
                                set planned = deployment_key.planned or excluded.planned
                            """)
                    .param("id", id.value())
                    .param("line", key.line())
                    .param("name", key.name())
                    .param("type", key.type())
                    .param("fingerprint", key.fingerprint())
                    .param("planned", planned)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    /** What a machine is to be told now; written down before it is told. */
    @Transactional
    public Order order(DeploymentId id, BookingId booking) {
        List<SshKey> keys = current(booking);
        give(id, keys, false);
        return new Order(
                keys,
                jdbc.sql("select line from deployment_key where deployment_id = :id")
                        .param("id", id.value())
                        .query((row, n) -> row.getString("line"))
                        .list());
    }

    /**
     * The machine took these.
     *
     * @return whether they are still those that should open it
     */
    @Transactional
    public boolean took(DeploymentId id, BookingId booking, String node, List<SshKey> keys) {
        // the row first: whoever changes who may get in waits for this, or is seen below
        jdbc.sql("""
                        update deployment_machine set keys_in = :in, keys_at = :now, keys_problem = null
                        where deployment_id = :id and node = :node
                        """)
                .param("in", fingerprints(keys))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", id.value())
                .param("node", node)
                .update();
        boolean current = fingerprints(current(booking)).equals(fingerprints(keys));
        jdbc.sql("update deployment_machine set keys_due = :due where deployment_id = :id and node = :node")
                .param("due", !current)
                .param("id", id.value())
                .param("node", node)
                .update();
        return current;
    }

    /** The machine did not take them yet. */
    @Transactional
    public void waits(DeploymentId id, String node, String why) {
        jdbc.sql("""
                        update deployment_machine set keys_due = true, keys_problem = :why
                        where deployment_id = :id and node = :node
                        """)
                .param("why", why)
                .param("id", id.value())
                .param("node", node)
                .update();
    }

    /** The machine goes back to an earlier time: nobody knows what it has until it was told. */
    @Transactional
    public void forget(DeploymentId id, Collection<String> nodes) {
        jdbc.sql("""
                        update deployment_machine set keys_in = null, keys_due = true, keys_problem = null
                        where deployment_id = :id and node in (:nodes)
                        """).param("id", id.value()).param("nodes", nodes).update();
    }

    /**
     * All machines are handed over, with what was planned for them.
     *
     * @return whether some should be told otherwise by now
     */
    @Transactional
    public boolean handedOver(DeploymentId id, BookingId booking) {
        String planned = fingerprints(plannedOf(id));
        jdbc.sql("""
                        update deployment_machine set keys_in = :in, keys_at = :now
                        where deployment_id = :id and keys_in is null
                        """)
                .param("in", planned)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", id.value())
                .update();
        boolean inherited = jdbc.sql("select count(*) from deployment_key where deployment_id = :id and not planned")
                        .param("id", id.value())
                        .query(Integer.class)
                        .single()
                > 0;
        if (inherited || !fingerprints(current(booking)).equals(planned)) {
            jdbc.sql("update deployment_machine set keys_due = true where deployment_id = :id")
                    .param("id", id.value())
                    .update();
        }
        return isDue(id);
    }

    /** Others should open the machines of these bookings than before; says which deployments are to be told now. */
    @Transactional
    public Set<DeploymentId> changed(Collection<BookingId> bookings) {
        if (bookings.isEmpty()) {
            return Set.of();
        }
        return jdbc.sql("""
                        update deployment_machine m set keys_due = true from deployment d
                        where d.id = m.deployment_id and d.booking_id in (:bookings)
                            and d.state in ('PREPARING', 'READY')
                        returning d.id
                        """)
                .param("bookings", bookings.stream().map(BookingId::value).toList())
                .query((row, n) -> new DeploymentId(row.getObject("id", UUID.class)))
                .set();
    }

    @Transactional(readOnly = true)
    public boolean isDue(DeploymentId id) {
        return !dueNodes(id).isEmpty();
    }

    @Transactional(readOnly = true)
    public Set<String> dueNodes(DeploymentId id) {
        return jdbc.sql("select node from deployment_machine where deployment_id = :id and keys_due")
                .param("id", id.value())
                .query((row, n) -> row.getString("node"))
                .set();
    }

    /** Pods in use of which some machine has not taken its keys. */
    @Transactional(readOnly = true)
    public List<DeploymentId> waiting() {
        return jdbc.sql("""
                        select distinct d.id from deployment_machine m join deployment d on d.id = m.deployment_id
                        where m.keys_due and d.state = 'READY'
                        """)
                .query((row, n) -> new DeploymentId(row.getObject("id", UUID.class)))
                .list();
    }

    /** By node. */
    @Transactional(readOnly = true)
    public Map<String, InMachine> of(DeploymentId id) {
        var all = new LinkedHashMap<String, InMachine>();
        jdbc.sql("""
                        select node, keys_in, keys_at, keys_due, keys_problem from deployment_machine
                        where deployment_id = :id order by ordinal
                        """).param("id", id.value()).query(row -> {
            String in = row.getString("keys_in");
            OffsetDateTime at = row.getObject("keys_at", OffsetDateTime.class);
            all.put(
                    row.getString("node"),
                    new InMachine(
                            in == null ? null : Set.copyOf(Arrays.asList(in.split(" ", -1))),
                            at == null ? null : at.toInstant(),
                            row.getBoolean("keys_due"),
                            row.getString("keys_problem")));
        });
        return all;
    }

    static String fingerprints(List<SshKey> keys) {
        return keys.stream().map(SshKey::fingerprint).distinct().sorted().collect(Collectors.joining(" "));
    }
}
