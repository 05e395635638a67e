package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.SshKey;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of those who ask whose keys are in which machines. */
@Service
@Transactional(readOnly = true)
public class KeysOfPeople {
    private final PodKeys books;
    private final People people;

    KeysOfPeople(PodKeys books, People people) {
        this.books = books;
        this.people = people;
    }

    /**
     * How far somebody's keys are.
     *
     * @param keys how many they have
     * @param machines how many machines have all of them
     * @param of how many machines there are
     */
    public record Taken(int keys, int machines, int of) {
        public boolean everywhere() {
            return machines == of;
        }
    }

    /**
     * A machine that should take other keys than it has.
     *
     * @param why it has not yet; null while it is being told
     */
    public record Waiting(String node, @Nullable String why) {}

    /** How far a person's keys are in the machines of a pod in use. */
    public Taken taken(DeploymentId id, PersonId person) {
        Set<String> keys = people.openingKeys(Set.of(person)).stream()
                .map(SshKey::fingerprint)
                .collect(Collectors.toSet());
        Map<String, PodKeys.InMachine> machines = books.of(id);
        int with = (int) machines.values().stream()
                .filter(machine -> machine.in() != null && machine.in().containsAll(keys))
                .count();
        return new Taken(keys.size(), with, machines.size());
    }

    /** Machines of a pod in use that have not taken their keys, in the Pod's order. */
    public List<Waiting> waiting(DeploymentId id) {
        var waiting = new ArrayList<Waiting>();
        books.of(id).forEach((node, machine) -> {
            if (machine.due()) {
                waiting.add(new Waiting(node, machine.problem()));
            }
        });
        return waiting;
    }
}
