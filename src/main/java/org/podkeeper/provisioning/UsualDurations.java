package org.podkeeper.provisioning;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.podkeeper.booking.PreparationTimes;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How long things took here lately, from this portal's own history: the last 20 deployments of the Pod and Config that
 * were started in the same way. What had to be begun again, because a host or a portal failed meanwhile, does not count.
 */
@Repository
class UsualDurations implements PreparationTimes {
    /** Added to nine of ten preparations, for what a busier host needs more. */
    private static final Duration RESERVE = Duration.ofMinutes(1);

    private static final String LATELY = """
            with lately as (select id, work_began_at, ready_at from deployment
                            where pod_id = :pod and config_id = :config and way = :way and ready_at is not null
                                and exists (select from booking b where b.id = deployment.booking_id and b.start_machines)
                                and not exists (select from deployment_step s
                                    where s.deployment_id = deployment.id and s.phase = 'DEPLOY' and s.attempts > 1)
                            order by ready_at desc limit 20)
            """;

    private final JdbcClient jdbc;

    UsualDurations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Duration> usually(PodId pod, ConfigId config) {
        // nobody knows yet on which host it will be, and whether there is something to go on from
        return total(pod, config, Way.COLD, 0.9).map(RESERVE::plus);
    }

    /** From the beginning of work to ready: the given fraction of preparations was done in this time. */
    Optional<Duration> total(PodId pod, ConfigId config, Way way, double fraction) {
        return jdbc.sql(LATELY + """
                        select percentile_cont(:fraction) within group (order by extract(epoch from ready_at - work_began_at))
                        from lately
                        """)
                .param("pod", pod.value())
                .param("config", config.value())
                .param("way", way.name())
                .param("fraction", fraction)
                .query(Double.class)
                .optional()
                .map(UsualDurations::seconds);
    }

    /** The median of each step. */
    Map<Step, Duration> steps(PodId pod, ConfigId config, Way way) {
        var medians = new EnumMap<Step, Duration>(Step.class);
        jdbc.sql(LATELY + """
                        select s.step, percentile_cont(0.5) within group (order by extract(epoch from s.finished_at - s.started_at)) as median
                        from deployment_step s join lately on lately.id = s.deployment_id
                        where s.state = 'DONE' group by s.step
                        """)
                .param("pod", pod.value())
                .param("config", config.value())
                .param("way", way.name())
                .query(row -> {
                    medians.put(Step.valueOf(row.getString("step")), seconds(row.getDouble("median")));
                });
        return medians;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
