package org.podkeeper.account;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.PublicKeyLine.NotAKey;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door to one's own SSH keys.
 *
 * <p>Two people may have the same key. It opens machines and says nothing about who someone is here, so nothing is
 * gained by adding another's key; refusing it would tell who has which key, and would let anybody who copied a public
 * key from somewhere keep its owner from using it.
 */
@Service
@Transactional
public class KeyRing {
    /** All of them go into every machine of a pod. */
    static final int MAX_KEYS = 20;

    private static final int MAX_NAME = 60;

    private final Accounts accounts;
    private final StoredKeys keys;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    KeyRing(Accounts accounts, StoredKeys keys, ApplicationEventPublisher events, Clock clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Adds a key.
     *
     * @param name what its owner calls it; when blank, the key's comment
     * @param pasted one line as in a {@code .pub} file
     */
    public Outcome<SshKey> add(PersonId owner, String name, String pasted) {
        if (accounts.hold(owner.value()).isEmpty()) {
            throw new NoSuchElementException("No person " + owner);
        }
        PublicKeyLine key;
        try {
            key = PublicKeyLine.parse(pasted);
        } catch (NotAKey not) {
            return Outcome.refused(not.refusal());
        }
        String label = name.isBlank() ? key.comment() : name.strip();
        List<Refusal> refusals = reasonsAgainst(label, key, keys.findByPersonIdOrderByAddedAtAscIdAsc(owner.value()));
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        SshKey added =
                keys.save(new StoredKey(owner, label, key, clock.instant())).view();
        events.publishEvent(new SshKeysChanged(owner));
        return new Done<>(added);
    }

    /** Removes a key of this owner; empty when there is none such. */
    public Optional<SshKey> remove(PersonId owner, UUID keyId) {
        Optional<SshKey> key = keys.findByIdAndPersonId(keyId, owner.value()).map(StoredKey::view);
        if (key.isPresent() && keys.remove(keyId, owner.value()) > 0) {
            events.publishEvent(new SshKeysChanged(owner));
        }
        return key;
    }

    private static List<Refusal> reasonsAgainst(String name, PublicKeyLine key, List<StoredKey> present) {
        List<Refusal> refusals = new ArrayList<>();
        if (name.isEmpty()) {
            refusals.add(Refusal.of("name", "account.key.name-missing"));
        } else if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            refusals.add(Refusal.of("name", "account.key.name-shape", MAX_NAME));
        } else if (present.stream().anyMatch(other -> other.name().equals(name))) {
            refusals.add(Refusal.of("name", "account.key.name-taken", name));
        }
        present.stream()
                .filter(other -> other.view().fingerprint().equals(key.fingerprint()))
                .findAny()
                .ifPresent(other -> refusals.add(Refusal.of("line", "account.key.duplicate", other.name())));
        if (present.size() >= MAX_KEYS) {
            refusals.add(Refusal.of("", "account.key.too-many", MAX_KEYS));
        }
        return refusals;
    }
}
