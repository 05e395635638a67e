package org.podkeeper.provisioning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.NoSuchBooking;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.NetworkSpec.Access.Seat;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/** Draws up what is to be made, or was made, on a host. Asked within a transaction. */
@Component
class Plans {
    private final BookingDesk desk;
    private final Catalog catalog;
    private final Inventory inventory;
    private final People people;
    private final Machines machines;
    private final AccessAddresses addresses;
    private final KeptBeginnings beginnings;
    private final PodKeys keys;
    private final Installation installation;

    Plans(
            BookingDesk desk,
            Catalog catalog,
            Inventory inventory,
            People people,
            Machines machines,
            AccessAddresses addresses,
            KeptBeginnings beginnings,
            PodKeys keys,
            Installation installation) {
        this.desk = desk;
        this.catalog = catalog;
        this.inventory = inventory;
        this.people = people;
        this.machines = machines;
        this.addresses = addresses;
        this.beginnings = beginnings;
        this.keys = keys;
        this.installation = installation;
    }

    /** The same every time: what is particular to each machine is settled when it is asked for first. */
    DeploymentPlan of(DeploymentView view) {
        BookingView booking = desk.find(view.booking()).orElseThrow(() -> new NoSuchBooking(view.booking()));
        Pod pod = catalog.pod(view.pod()).orElseThrow();
        Config config = catalog.config(view.config()).orElseThrow();
        Map<String, Image> images = pod.nodes().stream()
                .collect(Collectors.toMap(
                        Pod.Node::name,
                        node -> catalog.image(config.softwareOf(node.name()).image())
                                .orElseThrow(),
                        (one, other) -> one,
                        LinkedHashMap::new));
        Map<String, List<Image>> kept = beginnings.imagesFor(booking);
        kept.forEach((node, disks) -> images.put(node, disks.getFirst()));
        machines.settle(
                view,
                pod,
                config,
                images.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().login())));
        Map<String, Machines.Row> rows = machines.of(view.id());
        KvmHost host = inventory.host(view.host()).orElseThrow();
        Seat seat = addresses.take(host, view.tag());
        return new DeploymentPlan(
                installation.id(),
                view,
                booking,
                people.find(booking.owner()).map(Person::fullName).orElse(""),
                host,
                pod,
                pod.nodes().stream()
                        .map(node -> machine(
                                node,
                                images.get(node.name()),
                                kept.getOrDefault(node.name(), List.of()),
                                rows.get(node.name()),
                                seat,
                                config))
                        .toList(),
                keys.planned(view.id(), booking));
    }

    private static Machine machine(
            Pod.Node node,
            @Nullable Image image,
            List<Image> kept,
            Machines.@Nullable Row row,
            @Nullable Seat seat,
            Config config) {
        if (image == null || row == null) {
            throw new IllegalStateException("Nothing is known of the machine " + node.name());
        }
        return new Machine(
                node,
                image,
                kept.isEmpty() ? kept : kept.subList(1, kept.size()),
                row.hostName(),
                row.domain(),
                new HostKey(row.hostKeyPrivate(), row.hostKeyPublic(), row.fingerprint()),
                seat == null || row.accessMac() == null ? row.accessMac() : seat.mac(),
                seat == null || row.accessMac() == null ? null : seat.address(),
                config.softwareOf(node.name()).cloudInit(),
                row.instance(),
                row.macBase());
    }
}
