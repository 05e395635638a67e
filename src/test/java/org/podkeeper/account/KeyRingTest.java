package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Outcome.Done;
import org.springframework.beans.factory.annotation.Autowired;

@AccountTest
class KeyRingTest {
    @Autowired
    private KeyRing ring;

    @Autowired
    private People people;

    @Autowired
    private PeopleForTests some;

    @Autowired
    private KeysHeard heard;

    @Test
    void addsKeysAndTellsWhoseMachinesAreConcerned() throws Exception {
        Person person = some.some(Role.USER);
        SshKey first = added(ring.add(person.id(), "laptop", key() + " mira@laptop"));
        SshKey second = added(ring.add(person.id(), " ", key() + " mira@desk"));
        assertThat(first.name()).isEqualTo("laptop");
        assertThat(second.name()).as("the comment, when no name is given").isEqualTo("mira@desk");
        assertThat(people.sshKeysOf(person.id()))
                .extracting(SshKey::fingerprint)
                .containsExactlyInAnyOrder(first.fingerprint(), second.fingerprint());
        assertThat(heard.timesOf(person.id())).isEqualTo(2);
    }

    @Test
    void refusesAKeyThatOneHasAndSaysUnderWhichName() throws Exception {
        Person person = some.some(Role.USER);
        String key = key();
        ring.add(person.id(), "laptop", key);
        assertThat(ring.add(person.id(), "again", key + " other comment"))
                .isEqualTo(Outcome.refused(Refusal.of("line", "account.key.duplicate", "laptop")));
        assertThat(heard.timesOf(person.id())).isEqualTo(1);
    }

    @Test
    void takesAKeyThatSomebodyElseHas() throws Exception {
        String key = key();
        assertThat(ring.add(some.some(Role.USER).id(), "mine", key)).isInstanceOf(Done.class);
        assertThat(ring.add(some.some(Role.USER).id(), "mine", key)).isInstanceOf(Done.class);
    }

    @Test
    void refusesNamesThatAreMissingTakenOrOdd() throws Exception {
        Person person = some.some(Role.USER);
        ring.add(person.id(), "laptop", key());
        assertThat(RegistrarTest.reasons(ring.add(person.id(), "", key()))).containsExactly("account.key.name-missing");
        assertThat(RegistrarTest.reasons(ring.add(person.id(), "laptop", key())))
                .containsExactly("account.key.name-taken");
        assertThat(RegistrarTest.reasons(ring.add(person.id(), "x".repeat(61), key())))
                .containsExactly("account.key.name-shape");
    }

    @Test
    void endsAtTwentyKeys() throws Exception {
        Person person = some.some(Role.USER);
        for (int i = 0; i < KeyRing.MAX_KEYS; i++) {
            assertThat(ring.add(person.id(), "key " + i, key())).isInstanceOf(Done.class);
        }
        assertThat(RegistrarTest.reasons(ring.add(person.id(), "one more", key())))
                .containsExactly("account.key.too-many");
    }

    @Test
    void aKeySentTwiceAtOnceIsAddedOnce() throws Exception {
        Person person = some.some(Role.USER);
        String key = key();
        List<Callable<Outcome<SshKey>>> race =
                List.of(() -> ring.add(person.id(), "one", key), () -> ring.add(person.id(), "two", key));
        int added = 0;
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var result : threads.invokeAll(race)) {
                added += result.get() instanceof Done ? 1 : 0;
            }
        }
        assertThat(added).isEqualTo(1);
    }

    @Test
    void removesOnesOwnKeysOnly() throws Exception {
        Person owner = some.some(Role.USER);
        Person other = some.some(Role.USER);
        SshKey key = added(ring.add(owner.id(), "laptop", key()));
        assertThat(ring.remove(other.id(), key.id())).isEmpty();
        assertThat(people.sshKeysOf(owner.id())).hasSize(1);
        assertThat(ring.remove(owner.id(), key.id())).contains(key);
        assertThat(people.sshKeysOf(owner.id())).isEmpty();
        assertThat(heard.timesOf(owner.id())).isEqualTo(2);
        assertThat(heard.timesOf(other.id())).isZero();
    }

    static String key() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return PublicKeyEntry.toString(keys.generateKeyPair().getPublic());
    }

    private static SshKey added(Outcome<SshKey> outcome) {
        return switch (outcome) {
            case Done<SshKey>(var key) -> key;
            case Outcome.Refused<SshKey>(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
