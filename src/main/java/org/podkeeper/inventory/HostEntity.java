package org.podkeeper.inventory;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.generator.EventType;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.Resources;

/**
 * A row of {@code kvm_host}; its hold_revision belongs to the promises made on the host and is not mapped. Only what an
 * admin decides counts as a new version: a probe must not make an open form stale.
 */
@Entity
@Table(name = "kvm_host")
@DynamicUpdate
class HostEntity {
    private static final String PORTAL = "the portal";

    @Id
    private UUID id;

    @Column
    private UUID labId;

    @Column
    private String name;

    @Column
    private String uri;

    @OptimisticLock(excluded = true)
    @Column
    @Enumerated(EnumType.STRING)
    private HostState state;

    @OptimisticLock(excluded = true)
    @Column
    private @Nullable String stateReason;

    @OptimisticLock(excluded = true)
    @Column
    private Instant stateSince;

    @Column
    private int vcpus;

    @Column
    private long memoryMib;

    @Column
    private long diskGib;

    @Column
    private BigDecimal vcpuOvercommit;

    @Column
    private BigDecimal memoryOvercommit;

    @Column
    private BigDecimal diskOvercommit;

    @Column(insertable = false, updatable = false)
    @Generated(event = {EventType.INSERT, EventType.UPDATE})
    private int vcpuLimit;

    @Column(insertable = false, updatable = false)
    @Generated(event = {EventType.INSERT, EventType.UPDATE})
    private long memoryLimitMib;

    @Column(insertable = false, updatable = false)
    @Generated(event = {EventType.INSERT, EventType.UPDATE})
    private long diskLimitGib;

    @Column
    private String imageDirectory;

    @Column
    private String diskDirectory;

    @Column
    private @Nullable String accessSubnet;

    @Column
    private @Nullable String accessBridge;

    @Column
    private @Nullable String accessVia;

    @Column
    private String[] closedAddresses;

    @OptimisticLock(excluded = true)
    @Column
    private String[] uriAddresses = {};

    @Column
    @Enumerated(EnumType.STRING)
    private Acceleration acceleration;

    @OptimisticLock(excluded = true)
    @Column
    private @Nullable Instant probedAt;

    @OptimisticLock(excluded = true)
    @Column
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String facts;

    @OptimisticLock(excluded = true)
    @Column
    private @Nullable String probeFailure;

    @OptimisticLock(excluded = true)
    @OneToMany(mappedBy = "host", cascade = CascadeType.PERSIST)
    private List<HostMove> moves = new ArrayList<>();

    /** Null before it is saved, by which a new host is known. */
    @Version
    private @Nullable Long version;

    protected HostEntity() {}

    HostEntity(UUID id, HostDraft draft, Instant now) {
        this.id = id;
        this.state = HostState.SUSPECT;
        this.stateReason = "The portal has not seen it yet.";
        this.stateSince = now;
        moves.add(new HostMove(this, null, state, now, PORTAL, "added"));
        decide(draft);
    }

    final void decide(HostDraft draft) {
        labId = draft.lab().value();
        name = draft.name();
        uri = draft.uri();
        vcpus = draft.capacity().vcpus();
        memoryMib = draft.capacity().memoryMib();
        diskGib = draft.capacity().diskGib();
        vcpuOvercommit = draft.overcommit().vcpus();
        memoryOvercommit = draft.overcommit().memory();
        diskOvercommit = draft.overcommit().disk();
        imageDirectory = draft.imageDirectory();
        diskDirectory = draft.diskDirectory();
        accessSubnet = draft.accessNetwork() instanceof AccessNetwork.Nat(String subnet) ? subnet : null;
        accessBridge = draft.accessNetwork() instanceof AccessNetwork.Bridge(String bridge) ? bridge : null;
        accessVia = draft.accessVia();
        closedAddresses = draft.closedAddresses().toArray(String[]::new);
        acceleration = draft.acceleration();
    }

    HostDraft draft() {
        return new HostDraft(
                new LabId(labId),
                name,
                uri,
                capacity(),
                new HostDraft.Overcommit(vcpuOvercommit, memoryOvercommit, diskOvercommit),
                imageDirectory,
                diskDirectory,
                accessNetwork(),
                accessVia,
                List.of(closedAddresses),
                acceleration);
    }

    /** Answered a probe: the facts are kept as JSON, and a host that was suspect is trusted again. */
    void answered(String facts, List<String> uriAddresses, Instant now) {
        this.facts = facts;
        this.uriAddresses = uriAddresses.toArray(String[]::new);
        probedAt = now;
        probeFailure = null;
        if (state == HostState.SUSPECT) {
            move(HostState.IN_SERVICE, null, now, PORTAL, "it answers");
        }
    }

    void failedProbe(String failure, Instant now) {
        probeFailure = failure;
        probedAt = now;
        suspect(failure, now);
    }

    /** One that an admin took out stays out: it answers again only to take bookings when the admin says so. */
    void suspect(String reason, Instant now) {
        if (state == HostState.IN_SERVICE) {
            move(HostState.SUSPECT, reason, now, PORTAL, reason);
        } else if (state == HostState.SUSPECT) {
            stateReason = reason;
        }
    }

    void takeOut(String reason, String who, Instant now) {
        move(HostState.OUT_OF_SERVICE, reason, now, who, reason);
    }

    void putBack(String why, String who, Instant now) {
        move(probeFailure == null ? HostState.IN_SERVICE : HostState.SUSPECT, probeFailure, now, who, why);
    }

    /** Leaves the pool by itself. Says whether it was in it. */
    boolean withdraw(String reason, Instant now) {
        if (state == HostState.OUT_OF_SERVICE || state == HostState.WITHDRAWN) {
            return false;
        }
        move(HostState.WITHDRAWN, reason, now, PORTAL, reason);
        return true;
    }

    /** A trial machine started on it. Says whether that was what it waited for. */
    boolean passedTrial(String why, Instant now) {
        if (state != HostState.WITHDRAWN) {
            return false;
        }
        move(HostState.IN_SERVICE, null, now, PORTAL, why);
        return true;
    }

    private void move(HostState to, @Nullable String reason, Instant now, String who, String why) {
        moves.add(new HostMove(this, state, to, now, who, why));
        state = to;
        stateReason = reason;
        stateSince = now;
    }

    Resources capacity() {
        return new Resources(vcpus, memoryMib, diskGib);
    }

    Resources limit() {
        return new Resources(vcpuLimit, memoryLimitMib, diskLimitGib);
    }

    AccessNetwork accessNetwork() {
        return accessSubnet == null
                ? new AccessNetwork.Bridge(requireNonNull(accessBridge))
                : new AccessNetwork.Nat(accessSubnet);
    }

    UUID id() {
        return id;
    }

    HostState state() {
        return state;
    }

    @Nullable
    String stateReason() {
        return stateReason;
    }

    Instant stateSince() {
        return stateSince;
    }

    List<String> uriAddresses() {
        return List.of(uriAddresses);
    }

    @Nullable
    Instant probedAt() {
        return probedAt;
    }

    @Nullable
    String facts() {
        return facts;
    }

    @Nullable
    String probeFailure() {
        return probeFailure;
    }

    long version() {
        return requireNonNull(version);
    }
}
