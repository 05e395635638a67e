package org.podkeeper.provisioning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is particular to each machine of a standing pod, until it is a deployment's; see {@link Machines}. */
@Repository
class StandingMachines {
    /** A machine's row. */
    record Row(
            String node,
            String hostName,
            String domain,
            HostKey hostKey,
            @Nullable String accessMac,
            String instance,
            String macBase) {}

    private final JdbcClient jdbc;

    StandingMachines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes the rows once; a repetition keeps the keys of the first time. */
    void settle(StandingPod standing, Pod pod, Config config, Map<String, String> loginByNode) {
        for (Pod.Node node : pod.nodes()) {
            String domain = standing.names().domain(node.name());
            HostKey key = HostKey.make();
            jdbc.sql("""
                            insert into standing_machine (life, node, ordinal, host_name, domain, login, host_key_private,
                                host_key_public, fingerprint, access_mac, mac_base)
                            values (:life, :node, :ordinal, :hostName, :domain, :login, :private, :public, :fingerprint, :mac, :macBase)
                            on conflict (life, node) do nothing
                            """)
                    .param("life", standing.life().value())
                    .param("node", node.name())
                    .param("ordinal", pod.nodes().indexOf(node))
                    .param("hostName", config.softwareOf(node.name()).hostName())
                    .param("domain", domain)
                    .param("login", loginByNode.get(node.name()))
                    .param("private", key.privateKey())
                    .param("public", key.publicKey())
                    .param("fingerprint", key.fingerprint())
                    .param("macBase", Machines.macBase(pod, node))
                    .param("mac", node.jumpHost() ? Mac.of(domain + "/" + CloudConfig.ACCESS_NIC) : null)
                    .update();
        }
    }

    /** Which first boot their systems remember; null for their own. */
    void bornFrom(DeploymentId life, @Nullable String tag) {
        jdbc.sql("""
                        update standing_machine
                        set instance_id = case when :tag::text is null then null else 'pk-' || :tag || '-' || node end
                        where life = :life
                        """).param("tag", tag).param("life", life.value()).update();
    }

    /** By node, in the Pod's order. */
    Map<String, Row> of(DeploymentId life) {
        var rows = new LinkedHashMap<String, Row>();
        jdbc.sql("select * from standing_machine where life = :life order by ordinal")
                .param("life", life.value())
                .query((row, n) -> new Row(
                        row.getString("node"),
                        row.getString("host_name"),
                        row.getString("domain"),
                        new HostKey(
                                row.getString("host_key_private"),
                                row.getString("host_key_public"),
                                row.getString("fingerprint")),
                        row.getString("access_mac"),
                        Objects.requireNonNullElse(row.getString("instance_id"), row.getString("domain")),
                        row.getString("mac_base")))
                .list()
                .forEach(row -> rows.put(row.node(), row));
        return rows;
    }

    List<String> domains(DeploymentId life) {
        return of(life).values().stream().map(Row::domain).toList();
    }

    void reachedAt(DeploymentId life, String node, String accessAddress) {
        jdbc.sql("update standing_machine set access_address = :address where life = :life and node = :node")
                .param("address", accessAddress)
                .param("life", life.value())
                .param("node", node)
                .update();
    }

    /** The portal has no use for the private halves once the machines have them. */
    void forgetPrivateKeys(DeploymentId life) {
        jdbc.sql("update standing_machine set host_key_private = null where life = :life")
                .param("life", life.value())
                .update();
    }

    /** They are the machines of the deployment that has the same id. */
    void becomeADeployments(DeploymentId life) {
        jdbc.sql("""
                        insert into deployment_machine (deployment_id, node, ordinal, host_name, domain, login,
                            host_key_private, host_key_public, fingerprint, access_mac, access_address, instance_id, mac_base)
                        select life, node, ordinal, host_name, domain, login,
                            host_key_private, host_key_public, fingerprint, access_mac, access_address, instance_id, mac_base
                        from standing_machine where life = :life
                        """).param("life", life.value()).update();
    }
}
