package org.podkeeper.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's account as it is stored. */
@Entity
@Table(name = "person")
class Account {
    @Id
    private UUID id;

    @Column
    private String userName;

    @Column
    private String fullName;

    @Column
    private String email;

    @Column
    @Enumerated(EnumType.STRING)
    private Role role;

    @Column
    private String timeZone;

    private @Nullable String passwordHash;

    private boolean mustChangePassword;

    private int sessionGeneration;

    @Column
    private Instant createdAt;

    private @Nullable Instant lastSignInAt;

    private @Nullable Instant disabledAt;

    @Version
    private @Nullable Integer version;

    protected Account() {}

    Account(UUID id, NewPerson wanted, ZoneId timeZone, Instant createdAt) {
        this.id = id;
        this.userName = wanted.userName();
        this.fullName = wanted.fullName();
        this.email = wanted.email();
        this.role = wanted.role();
        this.timeZone = timeZone.getId();
        this.createdAt = createdAt;
    }

    void introduceAs(String fullName, String email, ZoneId timeZone) {
        this.fullName = fullName;
        this.email = email;
        this.timeZone = timeZone.getId();
    }

    void changeRole(Role role) {
        this.role = role;
    }

    void disable(Instant now) {
        disabledAt = now;
        sessionGeneration++;
    }

    void enable() {
        disabledAt = null;
    }

    /** A password that its owner chose. Sessions that began with the former one end. */
    void choosePassword(String hash) {
        passwordHash = hash;
        mustChangePassword = false;
        sessionGeneration++;
    }

    /** A password that someone else knows too, so that it is good for one sign-in only. */
    void giveOneTimePassword(String hash) {
        passwordHash = hash;
        mustChangePassword = true;
        sessionGeneration++;
    }

    void signedIn(Instant now) {
        lastSignInAt = now;
    }

    /** The same password, hashed with newer parameters. */
    void rehash(String hash) {
        passwordHash = hash;
    }

    boolean isDisabled() {
        return disabledAt != null;
    }

    boolean mustChangePassword() {
        return mustChangePassword;
    }

    int sessionGeneration() {
        return sessionGeneration;
    }

    @Nullable
    String passwordHash() {
        return passwordHash;
    }

    PersonId personId() {
        return new PersonId(id);
    }

    Person person() {
        return new Person(personId(), userName, fullName, email, role, ZoneId.of(timeZone));
    }

    SignedIn signedInPerson() {
        return new SignedIn(person(), sessionGeneration, mustChangePassword);
    }

    Member member() {
        return new Member(person(), createdAt, lastSignInAt, disabledAt, mustChangePassword);
    }
}
