package org.podkeeper.provisioning;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Image;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.HostId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the database says of a host, for a comparison. */
@Repository
class ReconcileBooks {
    private final JdbcClient jdbc;
    private final Deployments deployments;
    private final Machines machines;
    private final Catalog catalog;
    private final GoldenPods golden;
    private final HostTrials trials;
    private final KeepBooks keep;
    private final StandingRows standing;
    private final Clock clock;

    ReconcileBooks(
            JdbcClient jdbc,
            Deployments deployments,
            Machines machines,
            Catalog catalog,
            GoldenPods golden,
            HostTrials trials,
            KeepBooks keep,
            StandingRows standing,
            Clock clock) {
        this.golden = golden;
        this.jdbc = jdbc;
        this.deployments = deployments;
        this.machines = machines;
        this.catalog = catalog;
        this.trials = trials;
        this.keep = keep;
        this.standing = standing;
        this.clock = clock;
    }

    /** The deployments with these tags, those of long ago included. */
    Map<String, DeploymentView> byTag(Collection<String> tags) {
        return deployments.findByTagIn(tags).stream()
                .map(Deployment::view)
                .collect(Collectors.toMap(DeploymentView::tag, Function.identity()));
    }

    /** The golden pods with these tags, those of long ago included. */
    Map<String, GoldenPod> goldenByTag(Collection<String> tags) {
        return golden.withTags(tags).stream().collect(Collectors.toMap(GoldenPod::tag, Function.identity()));
    }

    /** Tags of the trial machines that may be on a host now. */
    Set<String> trialsOn(HostId host) {
        return trials.tagsOn(host);
    }

    /** Tags of what is kept on a host of earlier pods. */
    Set<String> keptOn(HostId host) {
        return keep.tagsOn(host);
    }

    /** Tags of the pods that stand on a host and belong to nobody. */
    Set<String> standingOn(HostId host) {
        return standing.tagsOn(host);
    }

    /** The machines of ready pods on a host; not of those that something is being done with. */
    List<ReconcileComparison.Expected> expectedOn(HostId host) {
        return jdbc.sql("""
                        select d.id, d.booking_id, m.domain, m.host_name
                        from deployment d join deployment_machine m on m.deployment_id = d.id
                        where d.host_id = :host and d.state = 'READY'
                            and not exists (select from pod_operation o
                                where o.deployment_id = d.id and o.state in ('WAITING', 'RUNNING'))
                        order by m.domain
                        """)
                .param("host", host.value())
                .query((row, n) -> new ReconcileComparison.Expected(
                        new DeploymentId(row.getObject("id", UUID.class)),
                        new BookingId(row.getObject("booking_id", UUID.class)),
                        row.getString("domain"),
                        row.getString("host_name")))
                .list();
    }

    /** Machines on a host that ran when a snapshot began that then failed: nobody else pauses machines. */
    List<String> pausedForAFailedSnapshot(HostId host) {
        return jdbc.sql("""
                        select m.domain from deployment d
                        join deployment_machine m on m.deployment_id = d.id
                        join lateral (select o.* from pod_operation o where o.deployment_id = d.id
                                and o.kind in ('TAKE_SNAPSHOT', 'RESTORE_SNAPSHOT')
                            order by o.asked_at desc limit 1) latest on true
                        join pod_operation_part p on p.operation_id = latest.id and p.node = m.node
                        where d.host_id = :host and d.state = 'READY'
                            and latest.kind = 'TAKE_SNAPSHOT' and latest.state = 'FAILED' and p.ran
                            and not exists (select from pod_operation o
                                where o.deployment_id = d.id and o.state in ('WAITING', 'RUNNING'))
                        """)
                .param("host", host.value())
                .query((row, n) -> row.getString("domain"))
                .list();
    }

    /** Tags of ready pods on a host with which nothing is being done now. */
    Set<String> tagsAtRest(HostId host) {
        return Set.copyOf(jdbc.sql("""
                        select d.tag from deployment d where d.host_id = :host and d.state = 'READY'
                            and not exists (select from pod_operation o
                                where o.deployment_id = d.id and o.state in ('WAITING', 'RUNNING'))
                        """)
                .param("host", host.value())
                .query((row, n) -> row.getString("tag"))
                .list());
    }

    /** The machines of a pod that ran when the saving of their disk began that failed last. */
    List<String> stoppedForAFailedCopy(String tag) {
        return jdbc.sql("""
                        select m.domain from deployment d
                        join deployment_machine m on m.deployment_id = d.id
                        join lateral (select o.* from pod_operation o where o.deployment_id = d.id
                            order by o.asked_at desc limit 1) latest on true
                        join pod_operation_part p on p.operation_id = latest.id and p.node = m.node
                        where d.tag = :tag and latest.kind = 'SAVE_IMAGE' and latest.state = 'FAILED' and p.ran
                        """)
                .param("tag", tag)
                .query((row, n) -> row.getString("domain"))
                .list();
    }

    /** Keeps how these machines were seen just now. */
    void seen(Collection<ReconcileComparison.Expected> expected, Map<String, MachineState> states) {
        expected.stream()
                .collect(Collectors.groupingBy(
                        machine -> states.getOrDefault(machine.domain(), MachineState.ABSENT),
                        Collectors.mapping(ReconcileComparison.Expected::domain, Collectors.toList())))
                .forEach((state, domains) -> machines.seen(domains, state, clock.instant()));
    }

    /** File names of the golden images that can be asked for, or that a pod has asked for, and what they are called. */
    Map<String, String> wantedImages() {
        Map<String, String> wanted = new HashMap<>();
        Stream<Config> offered = catalog.pods().stream().flatMap(pod -> catalog.configsFor(pod.key()).stream());
        Stream<Config> inUse = jdbc
                .sql("select distinct config_id from deployment where state <> 'GONE'")
                .query((row, n) -> new ConfigId(row.getObject("config_id", UUID.class)))
                .list()
                .stream()
                .flatMap(config -> catalog.config(config).stream());
        Stream.concat(offered, inUse)
                .flatMap(config -> config.nodes().stream())
                .map(Config.Software::image)
                .distinct()
                .flatMap(image -> catalog.image(image).stream())
                .filter(Image::available)
                .forEach(image -> wanted.put(Blueprint.goldenName(image), image.name()));
        catalog.media().stream()
                .filter(Image::available)
                .forEach(cd -> wanted.put(cd.sha256() + "." + cd.kind().ending(), cd.name()));
        return wanted;
    }
}
