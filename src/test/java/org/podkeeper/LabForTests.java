package org.podkeeper;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** A lab with hosts that nobody probes, for tests of what is promised: {@code @Import(LabForTests.class)}. */
@TestComponent
@Import({PeopleForTests.class, LabForTests.NobodyProbes.class})
public class LabForTests {
    /** Public half of a key that nobody has the private half of any more. */
    public static final String PUBLIC_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDmgMsbzhfSFHyPCCzYgKQy7UxwSEv5cAbTBBHbYyAaV";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Hosts that exist on paper only would be found out by the next round of probes. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NobodyProbes {
        @Bean
        static DynamicPropertyRegistrar noProbes() {
            return registry -> {
                registry.add("podkeeper.probe-every", () -> "1d");
                registry.add("podkeeper.reconcile.every", () -> "1d");
            };
        }
    }

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final JdbcClient jdbc;
    private final PeopleForTests people;
    private final KeyRing keys;
    private final Catalog catalog;
    private final UUID lab = UUID.randomUUID();

    LabForTests(JdbcClient jdbc, PeopleForTests people, KeyRing keys, Catalog catalog) {
        this.jdbc = jdbc;
        this.people = people;
        this.keys = keys;
        this.catalog = catalog;
    }

    /** A real host in service that can be promised this much; its own address is closed, as its admin would. */
    public HostId realHost(KvmHostForTests host, Resources limit) {
        return realHost(host, host.uri(), limit);
    }

    /** The same by another way to it. */
    public HostId realHost(KvmHostForTests host, String uri, Resources limit) {
        HostAddress address = host.address();
        String name = host.namespace() + (uri.equals(host.uri()) ? "" : " by another way");
        return add(name, uri, address.imageDirectory(), address.diskDirectory(), limit);
    }

    /** A host in service, on paper, that can be promised this much. */
    public HostId host(Resources limit) {
        awaitFirstProbes();
        int number = NUMBERS.incrementAndGet();
        return add("host" + number, "qemu+unix:///system?socket=/nowhere/" + number, "/images", "/disks", limit);
    }

    /** The same with room for as many pods of a kind. */
    public HostId host(Pod pod, int howMany) {
        return host(Stream.generate(pod::resources).limit(howMany).reduce(Resources.NONE, Resources::plus));
    }

    /** For portals that do no work: what hosts wait for that exist on paper has been. */
    public void isNotProbed() {
        jdbc.sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        values ('probe-hosts', 'recurring', now() + interval '1 day', false, 1) on conflict do nothing
                        """).update();
    }

    /** The round that every portal begins with is over, and the next one is a day away. */
    private void awaitFirstProbes() {
        long begun = System.nanoTime();
        while (jdbc.sql(
                        "select 1 from scheduled_tasks where task_name = 'probe-hosts' and not picked and execution_time > now() + interval '1 hour'")
                .query(Integer.class)
                .optional()
                .isEmpty()) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("The first round of probes did not end");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private HostId add(String name, String uri, String images, String disks, Resources limit) {
        jdbc.sql("insert into lab (id, name) values (:lab, 'Lab for tests') on conflict do nothing")
                .param("lab", lab)
                .update();
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into kvm_host (id, lab_id, name, uri, vcpus, memory_mib, disk_gib, image_directory,
                            disk_directory, access_subnet, acceleration, closed_addresses)
                        values (:id, :lab, :name, :uri, :vcpus, :memory, :disk, :images, :disks, '192.168.150.0/24', 'EMULATION', array['198.51.100.1'])
                        on conflict do nothing
                        """)
                .param("id", id)
                .param("lab", lab)
                .param("name", name)
                .param("uri", uri)
                .param("images", images)
                .param("disks", disks)
                .param("vcpus", limit.vcpus())
                .param("memory", limit.memoryMib())
                .param("disk", limit.diskGib())
                .update();
        jdbc.sql("delete from host_failure f using kvm_host k where k.id = f.host_id and k.uri = :uri")
                .param("uri", uri)
                .update();
        return jdbc.sql("""
                        update kvm_host set state = 'IN_SERVICE', vcpus = :vcpus, memory_mib = :memory, disk_gib = :disk
                        where uri = :uri returning id
                        """)
                .param("uri", uri)
                .param("vcpus", limit.vcpus())
                .param("memory", limit.memoryMib())
                .param("disk", limit.diskGib())
                .query((row, n) -> new HostId(row.getObject("id", UUID.class)))
                .single();
    }

    /** Nothing can be booked on it any more. */
    public void remove(HostId host) {
        jdbc.sql("update kvm_host set state = 'OUT_OF_SERVICE' where id = :id")
                .param("id", host.value())
                .update();
    }

    /** Nothing can be booked anywhere, whatever other tests left in this database. */
    public void removeAll() {
        jdbc.sql("update kvm_host set state = 'OUT_OF_SERVICE'").update();
    }

    /** Somebody with a key. */
    public Person somebody(Role role) {
        Person person = people.some(role);
        keys.add(person.id(), "laptop", PUBLIC_KEY);
        return person;
    }

    public Pod pod(String key) {
        return catalog.pods().stream()
                .filter(pod -> pod.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** A Config of the Pod whose images count as fetched. */
    public Config configFor(Pod pod) {
        jdbc.sql("update image set sha256 = repeat('0', 64), available_since = now() where sha256 is null")
                .update();
        return catalog.configsFor(pod.key()).getFirst();
    }
}
