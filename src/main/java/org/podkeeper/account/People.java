package org.podkeeper.account;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** The front door of accounts for the rest of the portal. */
@Service
public class People {
    public Optional<Person> find(PersonId id) {
        throw new UnsupportedOperationException();
    }

    public Optional<Person> findByUserName(String userName) {
        throw new UnsupportedOperationException();
    }

    /** The keys that open this person's machines, oldest first. */
    public List<SshKey> sshKeysOf(PersonId id) {
        throw new UnsupportedOperationException();
    }
}
