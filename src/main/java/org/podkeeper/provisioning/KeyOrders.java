package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.podkeeper.account.SshKeysChanged;
import org.podkeeper.account.TeamChanged;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingOwnerChanged;
import org.podkeeper.booking.BookingPeopleChanged;
import org.podkeeper.booking.BookingTeamChanged;
import org.podkeeper.booking.Sharing;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * When other keys should open machines: what is due is written with the change itself and brought at once; what could
 * not be brought is brought again and again.
 */
@Configuration(proxyBeanMethods = false)
class KeyOrders {
    private static final TaskDescriptor<Void> AGAIN = TaskDescriptor.of("deliver-keys-again");
    private static final Duration EVERY = Duration.ofSeconds(20);
    /** A machine that was started just now has no agent yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Bean
    CustomTask<String> deliverKeysTask(ObjectProvider<KeyDelivery> delivery) {
        return Tasks.custom(WorkOrders.KEYS)
                // what was not brought is due still, and the other task brings it
                .onFailure((complete, operations) -> operations.remove())
                .execute((instance, context) -> {
                    delivery.getObject().deliver(new DeploymentId(UUID.fromString(instance.getData())), PATIENCE);
                    return new CompletionHandler.OnCompleteRemove<>();
                });
    }

    @Bean
    RecurringTask<Void> deliverKeysAgainTask(ObjectProvider<KeyDelivery> delivery) {
        return Tasks.recurring(AGAIN, FixedDelay.of(EVERY))
                .execute((instance, context) -> delivery.getObject().deliverAll());
    }

    @Bean
    Listener keyOrdersListener(Sharing sharing, PodKeys books, WorkOrders orders) {
        return new Listener(sharing, books, orders);
    }

    static class Listener {
        private final Sharing sharing;
        private final PodKeys books;
        private final WorkOrders orders;

        Listener(Sharing sharing, PodKeys books, WorkOrders orders) {
            this.sharing = sharing;
            this.books = books;
            this.orders = orders;
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(SshKeysChanged event) {
            order(sharing.usedBy(event.person()));
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingPeopleChanged event) {
            if (event.changesKeys()) {
                order(List.of(event.booking().id()));
            }
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingOwnerChanged event) {
            order(List.of(event.booking().id()));
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingTeamChanged event) {
            order(List.of(event.booking().id()));
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(TeamChanged event) {
            order(sharing.ofTeam(event.team()));
        }

        private void order(Collection<BookingId> bookings) {
            books.changed(bookings).forEach(orders::keys);
        }
    }
}
