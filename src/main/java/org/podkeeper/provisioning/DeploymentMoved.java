package org.podkeeper.provisioning;

import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.HostId;

/**
 * A booking has another host; published in the transaction that moves it.
 *
 * @param why a sentence for people
 * @param failed whether it could not be made on the first, else an admin moved it
 * @param hosts on how many hosts in all it is tried
 */
public record DeploymentMoved(
        BookingView booking, HostId from, DeploymentView to, String why, boolean failed, int hosts) {}
