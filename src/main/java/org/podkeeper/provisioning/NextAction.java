package org.podkeeper.provisioning;

import org.podkeeper.booking.BookingView;

/** What the owner of a broken pod can do, in words. */
final class NextAction {
    private static final String END = "or end the booking: its capacity is given back.";

    private NextAction() {}

    static String of(Failure failure) {
        return switch (failure.kind()) {
            case PORTAL -> "Try again, ask an admin, " + END;
            case NOT_THE_HOST -> "No other host could do better. Choose another Config, ask an admin, " + END;
            case REFUSED, SILENT, UNREACHABLE -> "Try again, ask an admin, " + END;
        };
    }

    static String sameOn(String host) {
        return "The same happened on " + host
                + ", so hosts are probably not to blame, but what the Config tells this machine to do (its cloud-init) or its image. Correct the Config and book again, ask an admin, "
                + END;
    }

    static String allTried(int hosts) {
        return (hosts == 1 ? "Only this host may be tried. " : hosts + " hosts were tried. ")
                + "Try again, ask an admin, " + END;
    }

    static String noRoom(BookingView booking) {
        return "No other host of the lab has room for it until the end of booking #" + booking.number()
                + ". Try again, ask an admin, " + END;
    }
}
