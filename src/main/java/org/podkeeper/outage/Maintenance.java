package org.podkeeper.outage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.MaintenanceRuleId;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.inventory.OutagePlanId;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The front door of maintenance that comes again. Its occurrences are ordinary outages, announced as far ahead as anything
 * can be booked: once each, so that one that is called off does not come back.
 */
@Service
public class Maintenance {
    private final MaintenanceRules rules;
    private final OutagePlan plan;
    private final Attendant attendant;
    private final Inventory inventory;
    private final BookingSettings bookings;
    private final TransactionOperations transaction;
    private final Clock clock;

    Maintenance(
            MaintenanceRules rules,
            OutagePlan plan,
            Attendant attendant,
            Inventory inventory,
            BookingSettings bookings,
            TransactionOperations transaction,
            Clock clock) {
        this.rules = rules;
        this.plan = plan;
        this.attendant = attendant;
        this.inventory = inventory;
        this.bookings = bookings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What still comes, in the order in which it was asked for. */
    public List<MaintenanceRule> rules() {
        return rules.all();
    }

    /** Its next occurrences as they would be if it were made now. */
    public List<TimeWindow> next(LabId lab, Recurrence recurrence, int most) {
        ZoneId zone = zoneOf(lab);
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, zone);
        return recurrence.days(today, today.plusYears(2)).stream()
                .map(day -> recurrence.on(day, zone))
                .filter(window -> window.start().isAfter(now))
                .limit(most)
                .toList();
    }

    /** Begins with it: all that can be booked ahead is announced at once. */
    public MaintenanceRule add(
            LabId lab, @Nullable HostId host, Recurrence recurrence, String reason, boolean moves, Person by) {
        zoneOf(lab);
        var rule = new MaintenanceRule(
                new MaintenanceRuleId(UUID.randomUUID()),
                lab,
                host,
                recurrence,
                reason.strip(),
                moves,
                by.userName(),
                clock.instant(),
                null);
        transaction.executeWithoutResult(status -> rules.add(rule));
        announce(rule.id());
        return rule;
    }

    /** Ends it: occurrences that have not begun are called off. */
    public void end(MaintenanceRuleId id) {
        Instant now = clock.instant();
        transaction.executeWithoutResult(status -> {
            if (rules.inTurn(id).isEmpty()) {
                throw new NotFound("Maintenance " + id);
            }
            rules.end(id, now);
        });
        plan.endingAfter(now).stream()
                .filter(outage ->
                        id.equals(outage.rule()) && outage.window().start().isAfter(now))
                .forEach(outage -> attendant.attend(plan.end(outage.id()).id()));
    }

    /** Announces what came within reach since it was done last. Done twice, it changes nothing. */
    public void announceAll() {
        rules.all().forEach(rule -> announce(rule.id()));
    }

    private void announce(MaintenanceRuleId id) {
        List<OutagePlanId> announced = transaction.execute(status -> rules.inTurn(id)
                .filter(rule -> rule.endedAt() == null)
                .map(this::announce)
                .orElse(List.of()));
        if (announced != null) {
            announced.forEach(attendant::attend);
        }
    }

    private List<OutagePlanId> announce(MaintenanceRule rule) {
        ZoneId zone = zoneOf(rule.lab());
        Instant now = clock.instant();
        Duration ahead = bookings.farthestAhead().plus(bookings.longest()).plusDays(1);
        LocalDate today = LocalDate.ofInstant(now, zone);
        LocalDate until = LocalDate.ofInstant(now.plus(ahead), zone);
        var announced = new ArrayList<OutagePlanId>();
        for (LocalDate day : rule.recurrence().days(today, until)) {
            TimeWindow window = rule.recurrence().on(day, zone);
            if (window.start().isAfter(now)) {
                plan.announceOccurrence(
                                rule.id(),
                                day,
                                rule.lab(),
                                rule.host(),
                                window,
                                rule.reason(),
                                rule.moves(),
                                rule.madeBy())
                        .map(PlannedOutage::id)
                        .ifPresent(announced::add);
            }
        }
        return announced;
    }

    private ZoneId zoneOf(LabId lab) {
        return inventory.lab(lab).map(Lab::zone).orElseThrow(() -> new NotFound("Lab " + lab));
    }
}
