package org.podkeeper.provisioning;

import java.util.List;
import java.util.stream.Stream;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.ImageUses;
import org.springframework.stereotype.Component;

/** Which pods that are planned, stand or are being removed are made from an image. */
@Component
class ImageUsesInPods implements ImageUses {
    private final Deployments deployments;
    private final Machines machines;
    private final BookingDesk desk;
    private final Catalog catalog;
    private final People people;

    ImageUsesInPods(Deployments deployments, Machines machines, BookingDesk desk, Catalog catalog, People people) {
        this.deployments = deployments;
        this.machines = machines;
        this.desk = desk;
        this.catalog = catalog;
        this.people = people;
    }

    @Override
    public List<String> of(ImageId image) {
        Stream<BookingId> withMedium =
                machines.bookingsWithMedium(image).stream().map(BookingId::new);
        Stream<BookingId> madeFrom = deployments.findLive().stream()
                .map(Deployment::view)
                .filter(view -> catalog.config(view.config()).stream()
                        .flatMap(config -> config.nodes().stream())
                        .anyMatch(software -> software.image().equals(image)))
                .map(DeploymentView::booking);
        return Stream.concat(madeFrom, withMedium)
                .distinct()
                .flatMap(booking -> desk.find(booking).stream())
                .map(this::inWords)
                .toList();
    }

    private String inWords(BookingView booking) {
        return "booking #" + booking.number() + " of "
                + people.find(booking.owner()).map(Person::fullName).orElse("somebody");
    }
}
