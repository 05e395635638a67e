package org.podkeeper.provisioning.api;

import java.util.List;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.web.RefusedWithReasons;

/** The desk said no: a problem with every reason. */
class BookingRefused extends RefusedWithReasons {
    private static final long serialVersionUID = 1L;

    BookingRefused(List<Reason> reasons) {
        super("This cannot be booked", reasons);
    }

    BookingRefused(List<Refusal> reasons, RefusalText text, Person reader) {
        this(reasons.stream()
                .map(reason -> new Reason(reason.field(), reason.code(), text.of(reason, reader.timeZone())))
                .toList());
    }
}
