package org.podkeeper.account;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.transaction.event.TransactionalEventListener;

/** Hears what accounts say about SSH keys, once it is committed. */
@TestComponent
class KeysHeard {
    private final List<PersonId> people = new CopyOnWriteArrayList<>();

    @TransactionalEventListener
    void hear(SshKeysChanged event) {
        people.add(event.person());
    }

    long timesOf(PersonId person) {
        return people.stream().filter(person::equals).count();
    }
}
