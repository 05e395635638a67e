package org.podkeeper.provisioning;

import org.podkeeper.booking.BookingView;

/** A pod could not be made, on any host that may be tried; published in the transaction that says so. */
public record DeploymentBroken(BookingView booking, DeploymentView deployment) {}
