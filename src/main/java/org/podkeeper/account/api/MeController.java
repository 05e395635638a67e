package org.podkeeper.account.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.SshKey;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who a personal token stands for. */
@RestController
@Tag(name = "Me")
class MeController {
    private final People people;

    MeController(People people) {
        this.people = people;
    }

    @GetMapping("/api/v1/me")
    @Operation(summary = "The person whose token this is, and the SSH keys that open their machines")
    Me me(Person person) {
        return new Me(
                person.id().toString(),
                person.userName(),
                person.fullName(),
                person.email(),
                person.role().name(),
                person.timeZone().getId(),
                people.sshKeysOf(person.id()).stream().map(Key::of).toList());
    }

    record Me(
            String id,
            String userName,
            String fullName,
            String email,
            String role,
            String timeZone,
            List<Key> sshKeys) {}

    record Key(String name, String type, String fingerprint) {
        static Key of(SshKey key) {
            return new Key(key.name(), key.type(), key.fingerprint());
        }
    }
}
