package org.podkeeper.account;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of accounts for the rest of the portal: who is who, and which keys open their machines. */
@Service
@Transactional(readOnly = true)
public class People {
    private final Accounts accounts;
    private final StoredKeys keys;

    People(Accounts accounts, StoredKeys keys) {
        this.accounts = accounts;
        this.keys = keys;
    }

    public Optional<Person> find(PersonId id) {
        return accounts.findById(id.value()).map(Account::person);
    }

    /** Those of these people who exist, in no particular order. */
    public List<Person> find(Collection<PersonId> ids) {
        List<UUID> wanted = ids.stream().map(PersonId::value).distinct().toList();
        return accounts.findAllById(wanted).stream().map(Account::person).toList();
    }

    /** Whether there is such an account and it is not disabled. */
    public boolean isInUse(PersonId id) {
        return accounts.findById(id.value())
                .filter(account -> !account.isDisabled())
                .isPresent();
    }

    public Optional<Person> findByUserName(String userName) {
        return accounts.findByUserName(userName.toLowerCase(Locale.ROOT)).map(Account::person);
    }

    /** Everyone, disabled people too, by full name. */
    public List<Person> all() {
        return accounts.findAllByOrderByFullNameAscUserNameAsc().stream()
                .map(Account::person)
                .toList();
    }

    /** The keys that open the machines of these people, oldest first, each line once; none of people who are disabled. */
    public List<SshKey> openingKeys(Collection<PersonId> ids) {
        List<UUID> able = accounts.findAllById(ids.stream().map(PersonId::value).toList()).stream()
                .filter(account -> !account.isDisabled())
                .map(account -> account.personId().value())
                .toList();
        var lines = new LinkedHashMap<String, SshKey>();
        keys.findByPersonIdInOrderByAddedAtAscIdAsc(able).stream()
                .map(StoredKey::view)
                .forEach(key -> lines.putIfAbsent(key.line(), key));
        return List.copyOf(lines.values());
    }

    /** The keys that open this person's machines, oldest first. */
    public List<SshKey> sshKeysOf(PersonId id) {
        return keys.findByPersonIdOrderByAddedAtAscIdAsc(id.value()).stream()
                .map(StoredKey::view)
                .toList();
    }
}
