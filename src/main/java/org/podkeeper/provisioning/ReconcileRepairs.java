package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Holder;
import org.podkeeper.booking.Places;
import org.podkeeper.provisioning.Deployments.There;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What the database itself can have wrong after an accident, and what puts it right at once. */
@Service
class ReconcileRepairs {
    private final JdbcClient jdbc;
    private final Deployments deployments;
    private final WorkOrders orders;
    private final BookingDesk desk;
    private final Places places;
    private final ReconcileLedger ledger;
    private final Clock clock;

    ReconcileRepairs(
            JdbcClient jdbc,
            Deployments deployments,
            WorkOrders orders,
            BookingDesk desk,
            Places places,
            ReconcileLedger ledger,
            Clock clock) {
        this.jdbc = jdbc;
        this.deployments = deployments;
        this.orders = orders;
        this.desk = desk;
        this.places = places;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Deployments that wait for work that nobody was told to do get their work order again. */
    @Transactional
    public void orderLostWork() {
        for (UUID id : withoutWork()) {
            // once more, now that nobody can change it
            Deployment deployment = deployments.findForChange(id).orElseThrow();
            if (!withoutWork().contains(id)) {
                continue;
            }
            DeploymentView view = deployment.view();
            if (view.state() == DeploymentState.TEARING_DOWN) {
                orders.tearDown(view);
            } else {
                Instant now = clock.instant();
                orders.deploy(view, view.prepareFrom().isBefore(now) ? now : view.prepareFrom());
            }
            ledger.repaired(
                    "WORK_LOST",
                    subject(view.booking()),
                    "ordered again",
                    "Its pod was to be %s, but no work was planned for that: somebody emptied the table of planned work, or it was restored from a backup."
                            .formatted(view.state() == DeploymentState.TEARING_DOWN ? "removed" : "made"));
        }
    }

    /** So do operations on pods that stand. */
    @Transactional
    public void orderLostOperations() {
        jdbc.sql("""
                        select o.id, d.booking_id from pod_operation o join deployment d on d.id = o.deployment_id
                        where o.state in ('WAITING', 'RUNNING')
                            and not exists (select from scheduled_tasks t
                                where t.task_name = :operate and t.task_instance = o.id::text)
                        """)
                .param("operate", WorkOrders.OPERATE.getTaskName())
                .query((row, n) -> Map.entry(
                        new OperationId(row.getObject("id", UUID.class)),
                        new BookingId(row.getObject("booking_id", UUID.class))))
                .list()
                .forEach(lost -> {
                    orders.operate(lost.getKey());
                    ledger.repaired(
                            "WORK_LOST",
                            subject(lost.getValue()),
                            "ordered again",
                            "Something was to be done with its machines, but no work was planned for that: somebody emptied the table of planned work, or it was restored from a backup.");
                });
    }

    private List<UUID> withoutWork() {
        return jdbc.sql("""
                        select d.id from deployment d
                        where d.state in ('PLANNED', 'PREPARING')
                            and not exists (select from scheduled_tasks t
                                where t.task_name = :deploy and t.task_instance = d.id || '/' || d.attempt)
                        or d.state = 'TEARING_DOWN'
                            and not exists (select from scheduled_tasks t
                                where t.task_name = :tear_down and t.task_instance = d.id::text)
                        """)
                .param("deploy", WorkOrders.DEPLOY.getTaskName())
                .param("tear_down", WorkOrders.TEAR_DOWN.getTaskName())
                .query((row, n) -> row.getObject("id", UUID.class))
                .list();
    }

    /** What is held for bookings of which nothing is left is given back. */
    @Transactional
    public void releaseForgottenHolds() {
        Set<There> there = deployments.findThere();
        places.holders().stream()
                .filter(holder -> !there.contains(
                        new There(holder.booking().value(), holder.host().value())))
                .forEach(this::releaseIfForgotten);
    }

    /** Once more, now that nobody can change it. */
    private void releaseIfForgotten(Holder holder) {
        BookingId booking = holder.booking();
        if (deployments.findOnForChange(booking.value(), holder.host().value()).isEmpty()) {
            places.release(booking, holder.host());
            ledger.repaired(
                    "HOLD_LEFT",
                    subject(booking),
                    "given back",
                    "Capacity of a host was held for this booking although nothing of it is left.");
        }
    }

    private String subject(BookingId booking) {
        return desk.find(booking)
                .map(BookingView::number)
                .map(number -> "#" + number)
                .orElse(booking.toString());
    }
}
