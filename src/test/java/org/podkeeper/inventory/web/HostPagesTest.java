package org.podkeeper.inventory.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.account.security.AsPerson.signedIn;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.MachinesForTests;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, PeopleForTests.class, MachinesForTests.class})
class HostPagesTest {
    private final MockMvcTester mvc;
    private final Inventory inventory;
    private final JdbcClient jdbc;
    private final AtomicReference<Optional<HostFacts>> machine;
    private final Person keeper;
    private final Person user;

    HostPagesTest(
            @Autowired MockMvcTester mvc,
            @Autowired Inventory inventory,
            @Autowired JdbcClient jdbc,
            @Autowired AtomicReference<Optional<HostFacts>> machine,
            @Autowired PeopleForTests people) {
        this.mvc = mvc;
        this.inventory = inventory;
        this.jdbc = jdbc;
        this.machine = machine;
        keeper = people.some(Role.LAB_ADMIN);
        user = people.some(Role.INSTRUCTOR);
    }

    @BeforeEach
    void empty() {
        jdbc.sql("truncate capacity_hold, booking, outage, kvm_host, lab cascade")
                .update();
        machine.set(Optional.of(MachinesForTests.GOOD));
    }

    @Test
    void leadsFromNothingToAHostInService() {
        assertThat(page("/hosts")).hasStatusOk().bodyText().contains("No lab yet");
        assertThat(page("/labs/new")).hasStatusOk();
        assertThat(send("/labs", Map.of("name", "Helsinki", "description", ""))).hasRedirectedUrl("/hosts");
        assertThat(page("/hosts")).bodyText().contains("Helsinki", "No host in this lab");
        String lab = inventory.labs().getFirst().id().toString();
        assertThat(page("/hosts/new?lab=" + lab)).bodyText().contains("qemu+ssh://");
        assertThat(send("/hosts/look", Map.of("lab", lab, "name", "kvm1", "uri", "qemu:///system")))
                .hasStatusOk()
                .bodyText()
                .contains("kvm1 answers", "16 × EPYC", "value=\"58983\"", "value=\"720\"");
        assertThat(send("/hosts", hostForm(lab, Map.of()))).hasStatus3xxRedirection();
        KvmHost host = inventory.hosts().getFirst();
        assertThat(host.state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(page("/hosts/" + host.id()))
                .hasStatusOk()
                .bodyText()
                .contains("In service", "9.0.0", "It answers and takes bookings.");
        assertThat(page("/hosts/" + host.id() + "/edit"))
                .hasStatusOk()
                .bodyText()
                .contains("Edit kvm1");
        assertThat(page("/hosts")).hasStatusOk().bodyText().contains("under KVM", "qemu:///system");
        assertThat(page("/labs/" + lab)).hasStatusOk();
    }

    @Test
    void doesNotEvenLookAtAUriThatItWouldNotOpen() {
        String lab = lab();
        assertThat(send("/hosts/look", Map.of("lab", lab, "name", "x", "uri", "qemu+ssh://h/system?command=/bin/sh")))
                .hasStatus(422)
                .bodyText()
                .contains("does not pass on the parameter “command”");
    }

    @Test
    void keepsWhatWasTypedAndSaysEverythingThatIsWrongAtOnce() {
        String lab = lab();
        assertThat(send(
                        "/hosts",
                        hostForm(
                                lab,
                                Map.of(
                                        "subnet", "8.8.8.0/24",
                                        "imageDirectory", "images",
                                        "closedAddresses", "10.0.0.1/8",
                                        "accessVia", "-oProxyCommand=x"))))
                .hasStatus(422)
                .bodyText()
                .contains("8.8.8.0/24", "A private IPv4 subnet", "An absolute path", "is neither", "-oProxyCommand=x");
        assertThat(send("/hosts", hostForm(lab, Map.of("vcpus", "many"))))
                .hasStatus(422)
                .bodyText()
                .contains("Write a whole number.", "value=\"many\"");
        assertThat(inventory.hosts()).isEmpty();
    }

    @Test
    void saysWhyAHostDoesNotAnswerAndTakesItAllTheSame() {
        machine.set(Optional.empty());
        String lab = lab();
        assertThat(send("/hosts/look", Map.of("lab", lab, "name", "kvm1", "uri", "qemu:///system")))
                .hasStatusOk()
                .bodyText()
                .contains("No answer within 5 seconds.");
        assertThat(send("/hosts", hostForm(lab, Map.of()))).hasStatus3xxRedirection();
        HostId id = inventory.hosts().getFirst().id();
        assertThat(page("/hosts/" + id)).bodyText().contains("Suspect", "No answer within 5 seconds.");
        machine.set(Optional.of(MachinesForTests.GOOD));
        assertThat(send("/hosts/" + id + "/probe", Map.of())).hasRedirectedUrl("/hosts/" + id);
        assertThat(page("/hosts/" + id)).bodyText().contains("In service");
    }

    @Test
    void answersAStaleChangeWith409() {
        KvmHost host = host();
        String lab = host.lab().toString();
        String edit = "/hosts/" + host.id() + "/edit";
        assertThat(send(edit, hostForm(lab, Map.of("name", "kvm2")))).hasStatus3xxRedirection();
        assertThat(send(edit, hostForm(lab, Map.of("name", "kvm3")))).hasStatus(409);
        assertThat(inventory.hosts().getFirst().name()).isEqualTo("kvm2");
    }

    @Test
    void takesAHostOutAndBackAndAway() {
        String page = "/hosts/" + host().id();
        assertThat(send(page + "/take-out", Map.of("reason", "New fans"))).hasRedirectedUrl(page);
        assertThat(page(page)).bodyText().contains("Out of service", "New fans");
        assertThat(send(page + "/return", Map.of())).hasRedirectedUrl(page);
        assertThat(page(page)).bodyText().contains("In service");
        assertThat(send(page + "/remove", Map.of())).hasRedirectedUrl("/hosts");
        assertThat(page(page)).hasStatus(404);
    }

    @Test
    void isForLabAdminsOnly() {
        assertThat(mvc.get().uri("/hosts").with(signedIn(user))).hasStatus(403);
        assertThat(mvc.post().uri("/labs").param("name", "x").with(csrf()).with(signedIn(user)))
                .hasStatus(403);
        assertThat(inventory.labs()).isEmpty();
    }

    @Test
    void theApiShowsAddressesOfHostsToLabAdminsOnly() {
        host();
        assertThat(mvc.get().uri("/api/v1/hosts").with(signedIn(user)))
                .hasStatusOk()
                .bodyText()
                .contains("\"name\":\"kvm1\"", "\"limit\"")
                .doesNotContain("qemu:///system");
        assertThat(mvc.get().uri("/api/v1/hosts").with(signedIn(keeper)))
                .bodyText()
                .contains("qemu:///system");
        assertThat(mvc.get().uri("/api/v1/labs").with(signedIn(user)))
                .hasStatusOk()
                .bodyText()
                .contains("Helsinki");
    }

    private String lab() {
        assertThat(send("/labs", Map.of("name", "Helsinki", "description", ""))).hasStatus3xxRedirection();
        return inventory.labs().getFirst().id().toString();
    }

    private KvmHost host() {
        assertThat(send("/hosts", hostForm(lab(), Map.of()))).hasStatus3xxRedirection();
        return inventory.hosts().getFirst();
    }

    private static Map<String, String> hostForm(String lab, Map<String, String> other) {
        Map<String, String> form = new java.util.HashMap<>(Map.of(
                "lab", lab,
                "name", "kvm1",
                "uri", "qemu:///system",
                "vcpus", "14",
                "memoryMib", "58000",
                "diskGib", "700",
                "imageDirectory", "/var/lib/libvirt/podkeeper/images",
                "diskDirectory", "/var/lib/libvirt/podkeeper/disks",
                "access", "NAT",
                "subnet", "192.168.150.0/24"));
        form.putAll(Map.of("vcpuOvercommit", "4", "memoryOvercommit", "1", "diskOvercommit", "1.5", "version", "0"));
        form.putAll(other);
        return form;
    }

    private MvcTestResult page(String uri) {
        return mvc.get().uri(uri).with(csrf()).with(signedIn(keeper)).exchange();
    }

    private MvcTestResult send(String uri, Map<String, String> form) {
        MockMvcTester.MockMvcRequestBuilder request =
                mvc.post().uri(uri).with(csrf()).with(signedIn(keeper));
        form.forEach(request::param);
        return request.exchange();
    }
}
