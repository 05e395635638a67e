package org.podkeeper.booking;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TeamId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;

/** A promise: this Pod with this Config for this person in this window. */
@Entity
class Booking {
    @Id
    private UUID id;

    @Generated
    @Column(insertable = false, updatable = false)
    private long number;

    private UUID ownerId;
    private UUID labId;
    private UUID podId;
    private UUID configId;
    private @Nullable UUID teamId;
    private String purpose;
    private Instant startsAt;
    private Instant endsAt;
    private Instant prepareFrom;

    @Enumerated(EnumType.STRING)
    private BookingState state;

    private Instant bookedAt;
    private @Nullable Instant endedAt;
    private @Nullable String idempotencyKey;
    private boolean startMachines;
    private int keepDays;
    private boolean keepMemory;
    private @Nullable UUID startFrom;
    private @Nullable UUID continuesId;
    private boolean continuesDisks;

    @Version
    private @Nullable Long version;

    @OneToMany(mappedBy = "booking", cascade = CascadeType.PERSIST)
    @OrderBy("id")
    private List<BookingMove> moves = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected Booking() {}

    Booking(
            BookingId id,
            PersonId owner,
            LabId lab,
            BookingRequest request,
            TimeWindow window,
            Instant prepareFrom,
            String who,
            String why,
            Instant now) {
        this.id = id.value();
        this.ownerId = owner.value();
        this.labId = lab.value();
        this.podId = request.pod().value();
        this.configId = request.config().value();
        this.purpose = request.purpose().strip();
        this.startsAt = window.start();
        this.endsAt = window.end();
        this.prepareFrom = prepareFrom;
        this.idempotencyKey = request.idempotencyKey();
        this.startMachines = request.choices().start();
        this.keepDays = request.choices().keepDays();
        this.keepMemory = request.choices().memory();
        KeptId from = request.choices().from();
        this.startFrom = from == null ? null : from.value();
        giveTo(request.choices().team());
        this.bookedAt = now;
        this.state = BookingState.CONFIRMED;
        moves.add(new BookingMove(this, null, state, now, who, why));
    }

    /**
     * Goes on where another one stops, for the same people.
     *
     * @param withDisks whether it begins with what is kept of that one
     */
    Booking(BookingId id, Booking before, OtherPlace place, boolean withDisks, String who, String why, Instant now) {
        this.id = id.value();
        this.ownerId = before.ownerId;
        this.teamId = before.teamId;
        this.labId = place.host().lab().value();
        this.podId = before.podId;
        this.configId = before.configId;
        this.purpose = before.purpose;
        this.startsAt = place.window().start();
        this.endsAt = place.window().end();
        this.prepareFrom = place.prepareFrom();
        this.startMachines = before.startMachines;
        this.keepDays = before.keepDays;
        this.keepMemory = before.keepMemory;
        this.continuesId = before.id;
        this.continuesDisks = withDisks;
        this.bookedAt = now;
        this.state = BookingState.CONFIRMED;
        moves.add(new BookingMove(this, null, state, now, who, why));
    }

    /** Over: cancelled while nothing was prepared yet, ended later. Says whether that changed anything. */
    boolean end(Instant now, String who, String why) {
        if (state != BookingState.CONFIRMED) {
            return false;
        }
        BookingState to = now.isBefore(prepareFrom) ? BookingState.CANCELLED : BookingState.ENDED;
        moves.add(new BookingMove(this, state, to, now, who, why));
        state = to;
        endedAt = now;
        return true;
    }

    /** Promised until another time. Whoever calls it has made sure that the host is held until then. */
    void moveEnd(Instant end) {
        if (state != BookingState.CONFIRMED || !startsAt.isBefore(end)) {
            throw new IllegalStateException("Booking " + id + ", which is " + state + ", cannot end at " + end);
        }
        endsAt = end;
    }

    /** Promised at another time, or in another lab. Whoever calls it has made sure that a host is held then. */
    void moveTo(LabId lab, TimeWindow window, Instant prepareFrom) {
        if (state != BookingState.CONFIRMED) {
            throw new IllegalStateException("Booking " + id + ", which is " + state + ", cannot move");
        }
        this.labId = lab.value();
        this.startsAt = window.start();
        this.endsAt = window.end();
        this.prepareFrom = prepareFrom;
    }

    /** Its disks are kept when it ends, whatever was chosen with it. */
    void keepAtLeast(int days) {
        keepDays = Math.max(keepDays, days);
    }

    /** Begins with what was kept; null for its Config's images. */
    void beginWith(@Nullable KeptId kept) {
        startFrom = kept == null ? null : kept.value();
    }

    @Nullable
    BookingId continues() {
        return continuesId == null ? null : new BookingId(continuesId);
    }

    boolean continuesDisks() {
        return continuesDisks;
    }

    /** Belongs to somebody else from now on, who has not asked for it under the former owner's key. */
    void handTo(PersonId person) {
        ownerId = person.value();
        idempotencyKey = null;
    }

    /** Is a team's from now on, or nobody's but its owner's. */
    void giveTo(@Nullable TeamId team) {
        teamId = team == null ? null : team.value();
    }

    @Nullable
    TeamId team() {
        return teamId == null ? null : new TeamId(teamId);
    }

    boolean isOf(PersonId person) {
        return ownerId.equals(person.value());
    }

    boolean asksTheSameAs(BookingRequest request) {
        return podId.equals(request.pod().value())
                && configId.equals(request.config().value())
                && purpose.equals(request.purpose().strip())
                && java.time.Duration.between(startsAt, endsAt).equals(request.length())
                && choices().madeAs(request.choices());
    }

    private Choices choices() {
        return new Choices(
                startMachines, keepDays, keepMemory, startFrom == null ? null : new KeptId(startFrom), team());
    }

    BookingView view() {
        return new BookingView(
                new BookingId(id),
                number,
                new PersonId(ownerId),
                new LabId(labId),
                new PodId(podId),
                new ConfigId(configId),
                purpose,
                new TimeWindow(startsAt, endsAt),
                prepareFrom,
                state,
                bookedAt,
                endedAt,
                choices());
    }
}
