package org.podkeeper.provisioning;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.MachineState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is particular to each machine of a deployment: its names, its host key, its address outside. */
@Repository
class Machines {
    /** A machine's row. */
    record Row(
            String node,
            String hostName,
            String domain,
            String login,
            @Nullable String hostKeyPrivate,
            String hostKeyPublic,
            String fingerprint,
            @Nullable String accessMac,
            @Nullable String accessAddress,
            String instance,
            String macBase,
            @Nullable MachineState power,
            @Nullable Instant seenAt,
            boolean awaitsFirstStart,
            @Nullable ImageId medium,
            @Nullable Boolean mediumSeen) {}

    private final JdbcClient jdbc;

    Machines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes the rows of a deployment once; a repetition keeps the keys of the first time. */
    void settle(DeploymentView deployment, Pod pod, Config config, Map<String, String> loginByNode) {
        var names = new PodNames(deployment.tag());
        for (Pod.Node node : pod.nodes()) {
            String domain = names.domain(node.name());
            HostKey key = HostKey.make();
            jdbc.sql("""
                            insert into deployment_machine (deployment_id, node, ordinal, host_name, domain, login,
                                host_key_private, host_key_public, fingerprint, access_mac, mac_base)
                            values (:deployment, :node, :ordinal, :hostName, :domain, :login, :private, :public, :fingerprint, :mac, :macBase)
                            on conflict (deployment_id, node) do nothing
                            """)
                    .param("deployment", deployment.id().value())
                    .param("node", node.name())
                    .param("ordinal", pod.nodes().indexOf(node))
                    .param("hostName", config.softwareOf(node.name()).hostName())
                    .param("domain", domain)
                    .param("login", loginByNode.get(node.name()))
                    .param("private", key.privateKey())
                    .param("public", key.publicKey())
                    .param("fingerprint", key.fingerprint())
                    .param("macBase", macBase(pod, node))
                    .param("mac", node.jumpHost() ? Mac.of(domain + "/" + CloudConfig.ACCESS_NIC) : null)
                    .update();
        }
    }

    /**
     * The same in every pod of one design, as the addresses inside are, so that machines which go on from each other's
     * memory need not learn new ones. Nothing but the pod itself is on the networks inside.
     */
    static String macBase(Pod pod, Pod.Node node) {
        return pod.id() + "/" + node.name();
    }

    /** Which first boot the systems of a deployment's machines remember; null for their own. */
    void bornFrom(DeploymentId deployment, @Nullable String tag) {
        jdbc.sql("""
                        update deployment_machine
                        set instance_id = case when :tag::text is null then null else 'pk-' || :tag || '-' || node end
                        where deployment_id = :deployment
                        """).param("tag", tag).param("deployment", deployment.value()).update();
    }

    /** The systems of a deployment's machines remember the first boot of those of another, node by node. */
    void bornAs(DeploymentId deployment, DeploymentId other) {
        jdbc.sql("""
                        update deployment_machine m set instance_id = coalesce(o.instance_id, o.domain)
                        from deployment_machine o
                        where m.deployment_id = :deployment and o.deployment_id = :other and o.node = m.node
                        """)
                .param("deployment", deployment.value())
                .param("other", other.value())
                .update();
    }

    /** By node, in the Pod's order. */
    Map<String, Row> of(DeploymentId deployment) {
        var rows = new LinkedHashMap<String, Row>();
        jdbc.sql("select * from deployment_machine where deployment_id = :deployment order by ordinal")
                .param("deployment", deployment.value())
                .query((row, n) -> new Row(
                        row.getString("node"),
                        row.getString("host_name"),
                        row.getString("domain"),
                        row.getString("login"),
                        row.getString("host_key_private"),
                        row.getString("host_key_public"),
                        row.getString("fingerprint"),
                        row.getString("access_mac"),
                        row.getString("access_address"),
                        Objects.requireNonNullElse(row.getString("instance_id"), row.getString("domain")),
                        Objects.requireNonNullElse(row.getString("mac_base"), row.getString("domain")),
                        power(row.getString("seen_state")),
                        instant(row.getTimestamp("seen_at")),
                        row.getBoolean("awaits_first_start"),
                        medium(row.getObject("medium_id", UUID.class)),
                        row.getObject("medium_seen", Boolean.class)))
                .list()
                .forEach(row -> rows.put(row.node(), row));
        return rows;
    }

    private static @Nullable MachineState power(@Nullable String state) {
        return state == null ? null : MachineState.valueOf(state);
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static @Nullable ImageId medium(@Nullable UUID id) {
        return id == null ? null : new ImageId(id);
    }

    void medium(DeploymentId deployment, String node, @Nullable ImageId medium, @Nullable Boolean seen) {
        jdbc.sql("""
                        update deployment_machine set medium_id = :medium, medium_seen = :seen
                        where deployment_id = :deployment and node = :node
                        """)
                .param("medium", medium == null ? null : medium.value(), Types.OTHER)
                .param("seen", seen, Types.BOOLEAN)
                .param("deployment", deployment.value())
                .param("node", node)
                .update();
    }

    /** Bookings whose machines, not removed yet, have this CD. */
    List<UUID> bookingsWithMedium(ImageId medium) {
        return jdbc.sql("""
                        select distinct d.booking_id from deployment_machine m join deployment d on d.id = m.deployment_id
                        where m.medium_id = :medium and d.state <> 'GONE'
                        """)
                .param("medium", medium.value())
                .query((row, n) -> row.getObject("booking_id", UUID.class))
                .list();
    }

    /** Made and not started: what a first start brings is still to come. */
    void awaitFirstStart(DeploymentId deployment) {
        jdbc.sql("update deployment_machine set awaits_first_start = true where deployment_id = :deployment")
                .param("deployment", deployment.value())
                .update();
    }

    void startedFirst(DeploymentId deployment, String node) {
        jdbc.sql(
                        "update deployment_machine set awaits_first_start = false where deployment_id = :deployment and node = :node")
                .param("deployment", deployment.value())
                .param("node", node)
                .update();
    }

    /** What machines were when somebody looked, which may be later than what is known already or not. */
    void seen(Collection<String> domains, MachineState state, Instant now) {
        if (!domains.isEmpty()) {
            jdbc.sql(
                            "update deployment_machine set seen_state = :state, seen_at = :now where domain in (:domains) and (seen_at is null or seen_at <= :now)")
                    .param("state", state.name())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("domains", domains)
                    .update();
        }
    }

    /** Nodes of a deployment, in the Pod's order; empty when work never began. */
    List<String> nodes(DeploymentId deployment) {
        return List.copyOf(of(deployment).keySet());
    }

    void reachedAt(DeploymentId deployment, String node, String accessAddress) {
        jdbc.sql(
                        "update deployment_machine set access_address = :address where deployment_id = :deployment and node = :node")
                .param("address", accessAddress)
                .param("deployment", deployment.value())
                .param("node", node)
                .update();
    }

    /** Another host key, for a machine that is made anew and whose first one the portal has forgotten. */
    void rekey(DeploymentId deployment, String node, HostKey key) {
        jdbc.sql("""
                        update deployment_machine set host_key_private = :private, host_key_public = :public,
                            fingerprint = :fingerprint, seed_keys = ''
                        where deployment_id = :deployment and node = :node
                        """)
                .param("private", key.privateKey())
                .param("public", key.publicKey())
                .param("fingerprint", key.fingerprint())
                .param("deployment", deployment.value())
                .param("node", node)
                .update();
    }

    /** Its seed was written anew, with these keys. */
    void seeded(DeploymentId deployment, String node, String keys) {
        jdbc.sql("update deployment_machine set seed_keys = :keys where deployment_id = :deployment and node = :node")
                .param("keys", keys)
                .param("deployment", deployment.value())
                .param("node", node)
                .update();
    }

    /** Whether its seed has these keys; the first one has those that were planned. */
    boolean isSeededWith(DeploymentId deployment, String node, String keys, String planned) {
        return jdbc.sql(
                        "select coalesce(seed_keys, :planned) = :keys from deployment_machine where deployment_id = :deployment and node = :node")
                .param("planned", planned)
                .param("keys", keys)
                .param("deployment", deployment.value())
                .param("node", node)
                .query(Boolean.class)
                .single();
    }

    /** The portal has no use for the private halves once the machines have them. */
    void forgetPrivateKeys(UUID deployment) {
        jdbc.sql("update deployment_machine set host_key_private = null where deployment_id = :deployment")
                .param("deployment", deployment)
                .update();
    }
}
