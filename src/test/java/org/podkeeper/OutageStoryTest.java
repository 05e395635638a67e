package org.podkeeper;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.browser.BrowserForTests;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.HostId;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.KeptPods;
import org.springframework.beans.factory.annotation.Autowired;

/** A pod whose host goes out of service goes on from its disks on another host, after one click of its owner. */
class OutageStoryTest extends StoryInTheBrowser {
    @RegisterExtension
    final BrowserForTests owners = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests admins = new BrowserForTests();

    @Autowired
    OutageDesk outages;

    @Autowired
    KeptPods keptPods;

    private Somebody dora;
    private Somebody warden;

    @BeforeEach
    void anOwnerAndAnAdmin() throws Exception {
        dora = somebody(owners, "dora.owns", Role.USER);
        warden = somebody(admins, "warden.plans", Role.LAB_ADMIN);
    }

    @AfterEach
    void noOutageIsLeft() {
        everythingIsTornDown();
        outages.toCome().forEach(one -> outages.end(one.outage().id()));
        keptPods.of(dora.person().id()).forEach(kept -> keptPods.delete(kept.id(), dora.person()));
        await("nothing is kept", () -> keptPods.of(dora.person().id()).isEmpty() ? dora : null);
    }

    @Test
    void goesOnElsewhereFromItsDisks() throws Exception {
        Pod single = lab.pod(TINY);
        HostId one = lab.realHost(RealHosts.one(), single.resources());
        HostId two = lab.realHost(RealHosts.two(), single.resources());
        Page page = dora.page();
        asks(page, "Trying out a storage driver");
        BookingView booking = shown(page);
        awaitReady(page);
        boolean onOne = deploymentOf(booking).host().equals(one);
        HostId hit = onOne ? one : two;
        HostId other = onOne ? two : one;
        KvmHostForTests first = onOne ? RealHosts.one() : RealHosts.two();
        KvmHostForTests second = onOne ? RealHosts.two() : RealHosts.one();
        run(dora, first, booking, "echo mine > note && sync");

        announces(warden.page(), hit, booking, second);
        go(page, "/inbox");
        assertThat(page.locator("main")).containsText("An outage hits booking #" + booking.number());
        go(page, "/bookings/" + booking.id());
        assertThat(page.locator("#outage")).containsText("new disks");
        assertThat(page.locator("#outage")).containsText("A pod cannot be carried while it runs");
        expectGoodLooks(page, "outage-running");
        press(page, "Move it to " + second.namespace());

        said(page, "Booking #%d goes on as booking".formatted(booking.number()));
        BookingView next = shown(page);
        Assertions.assertThat(next.id()).isNotEqualTo(booking.id());
        Assertions.assertThat(next.window().end()).isEqualTo(booking.window().end());
        Assertions.assertThat(next.choices().memory())
                .isEqualTo(booking.choices().memory());
        assertThat(page.locator("#outage")).containsText("It goes on from Booking #" + booking.number());
        assertThat(page.locator("main")).containsText("everything is deleted"); // at its end, as was chosen
        awaitReady(page);
        Assertions.assertThat(deploymentOf(next).host()).isEqualTo(other);
        Assertions.assertThat(run(dora, second, next, "cat note")).isEqualTo("mine");
        Assertions.assertThat(outages.hitting(next)).isEmpty();

        expectGoodLooks(page, "outage-went-on");
        go(page, "/bookings/" + booking.id());
        assertThat(page.locator("#outage")).containsText("It goes on as Booking #" + next.number());
        awaitState(booking, DeploymentState.GONE);
        Assertions.assertThat(desk.find(booking.id()).orElseThrow().state()).isEqualTo(BookingState.ENDED);
        nothingIsLeftOn(first);
        warden.page().reload();
        Locator fate = warden.page().locator("section[aria-labelledby=hit] .badge");
        assertThat(fate).hasText(Pattern.compile("^\\s*moved\\s*$"));
    }

    /** From now on, with half an hour for who works there. */
    private void announces(Page page, HostId host, BookingView booking, KvmHostForTests other) {
        go(page, "/outages/new?host=" + host);
        page.getByLabel("It begins now").check();
        page.getByLabel("Notice in minutes").fill("30");
        page.getByLabel("Reason").fill("new disks");
        press(page, "See who is hit");
        assertThat(page.locator("#preview")).containsText("It would hit one booking");
        assertThat(page.locator("#preview")).containsText("#" + booking.number());
        assertThat(page.locator("#preview")).containsText(other.namespace());
        press(page, "Announce it and tell the owner");
        said(page, "is announced");
        assertThat(page.locator("section[aria-labelledby=hit]")).containsText("not moved");
    }
}
