package org.podkeeper.provisioning;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.NoSuchBooking;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.SavedImages;
import org.podkeeper.provisioning.Asked.Accepted;
import org.podkeeper.provisioning.Asked.Refused;
import org.springframework.context.MessageSource;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of what is done with pods that stand: power, reset, snapshots. */
@Service
public class Operator {
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_IMAGE_NAME = 80;
    private static final int SHOWN = 20;

    private final BookingDesk desk;
    private final Deployments deployments;
    private final Machines machines;
    private final Operations operations;
    private final PodSnapshots snapshots;
    private final Office office;

    /** What it needs besides. */
    @org.springframework.stereotype.Component
    record Office(
            WorkOrders orders,
            Catalog catalog,
            SavedImages images,
            ProvisioningSettings settings,
            MessageSource messages) {}

    Operator(
            BookingDesk desk,
            Deployments deployments,
            Machines machines,
            Operations operations,
            PodSnapshots snapshots,
            Office office) {
        this.desk = desk;
        this.deployments = deployments;
        this.machines = machines;
        this.operations = operations;
        this.snapshots = snapshots;
        this.office = office;
    }

    /**
     * Has something done with a pod, as soon as a portal gets to it.
     *
     * @throws AccessDeniedException when the booking is another's and the person is no lab admin
     */
    @Transactional
    public Asked ask(BookingId booking, NewOperation asked, Person by) {
        BookingView view = desk.find(booking).orElseThrow(() -> new NoSuchBooking(booking));
        if (!may(view, by)) {
            throw new AccessDeniedException("Booking " + booking + " belongs to somebody else");
        }
        OperationKind kind = asked.kind();
        if (kind == null) {
            return refuse("kind", "what");
        }
        DeploymentView deployment = deployments
                .findLiveForChange(booking.value())
                .map(Deployment::view)
                .filter(live -> live.state() == DeploymentState.READY)
                .orElse(null);
        if (deployment == null) {
            return refuse("kind", "not-ready");
        }
        Optional<OperationView> underWay = operations.underWay(deployment.id());
        if (underWay.isPresent()) {
            return refuse(
                    "kind", "busy", name(underWay.get().kind()), underWay.get().who());
        }
        List<String> nodes = machines.nodes(deployment.id());
        if (asked.node() != null && !nodes.contains(asked.node())) {
            return refuse("node", "no-such-machine", asked.node(), String.join(", ", nodes));
        }
        if (asked.node() != null && kind.isForTheWholePod()) {
            return refuse("node", "whole-pod-only", name(kind));
        }
        List<PodSnapshot> kept = snapshots.of(deployment.id());
        if (kind == OperationKind.TAKE_SNAPSHOT) {
            return take(deployment, asked.name() == null ? "" : asked.name().strip(), kept, nodes, by);
        }
        if (kind.isForOneMachine() && asked.node() == null) {
            return refuse("node", "one-machine-only", name(kind), String.join(", ", nodes));
        }
        if (kind == OperationKind.INSERT_MEDIUM) {
            return insert(deployment, asked, nodes, by);
        }
        if (kind == OperationKind.SAVE_IMAGE) {
            return save(view, deployment, asked, nodes, by);
        }
        if (!kind.needsSnapshot()) {
            return write(deployment, new NewOperation(kind, asked.node(), null, null), nodes, by);
        }
        PodSnapshot snapshot = kept.stream()
                .filter(one -> one.id().equals(asked.snapshot()))
                .findFirst()
                .orElse(null);
        if (snapshot == null) {
            return refuse("snapshot", "no-such-snapshot");
        }
        if (kind == OperationKind.RESTORE_SNAPSHOT && !snapshot.whole()) {
            return refuse("snapshot", "incomplete", snapshot.name());
        }
        return write(deployment, new NewOperation(kind, asked.node(), snapshot.id(), snapshot.name()), nodes, by);
    }

    private Asked take(DeploymentView deployment, String name, List<PodSnapshot> kept, List<String> nodes, Person by) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return refuse("name", "name-length", LONGEST_NAME, name.length());
        }
        if (kept.stream().anyMatch(one -> one.name().equalsIgnoreCase(name))) {
            return refuse("name", "name-taken", name);
        }
        if (kept.size() >= office.settings().snapshotsPerPod()) {
            return refuse("name", "too-many", kept.size(), office.settings().snapshotsPerPod());
        }
        var id = new SnapshotId(UUID.randomUUID());
        snapshots.add(id, deployment.id(), name, by.userName());
        return write(deployment, new NewOperation(OperationKind.TAKE_SNAPSHOT, null, id, name), nodes, by);
    }

    private Asked insert(DeploymentView deployment, NewOperation asked, List<String> nodes, Person by) {
        Image medium = office.catalog().media().stream()
                .filter(image -> image.available() && image.id().equals(asked.medium()))
                .findFirst()
                .orElse(null);
        if (medium == null) {
            return refuse("medium", "no-such-medium");
        }
        return write(
                deployment,
                new NewOperation(OperationKind.INSERT_MEDIUM, asked.node(), null, medium.name(), medium.id()),
                nodes,
                by);
    }

    private Asked save(
            BookingView booking, DeploymentView deployment, NewOperation asked, List<String> nodes, Person by) {
        String name = asked.name() == null ? "" : asked.name().strip();
        if (name.isEmpty() || name.length() > LONGEST_IMAGE_NAME) {
            return refuse("name", "image-name-length", LONGEST_IMAGE_NAME, name.length());
        }
        int most = office.images().mostPerPerson();
        if (office.images().countOf(booking.owner()) >= most) {
            return refuse("name", "too-many-images", most);
        }
        return write(deployment, new NewOperation(OperationKind.SAVE_IMAGE, asked.node(), null, name), nodes, by);
    }

    private Asked write(DeploymentView deployment, NewOperation asked, List<String> nodes, Person by) {
        var id = new OperationId(UUID.randomUUID());
        operations.add(
                id,
                deployment.id(),
                asked,
                by.userName(),
                nodes.stream()
                        .filter(node -> asked.node() == null || asked.node().equals(node))
                        .toList());
        office.orders().operate(id);
        return new Accepted(id);
    }

    private Asked refuse(String field, String code, Object... args) {
        return new Refused(
                field, code, office.messages().getMessage("provisioning.refusal." + code, args, Locale.ENGLISH));
    }

    private String name(OperationKind kind) {
        return office.messages().getMessage("provisioning.operation." + kind, null, Locale.ENGLISH);
    }

    /** Who may: whoever may use the booking. */
    public boolean may(BookingView booking, Person person) {
        return desk.rights(booking, person).use();
    }

    @Transactional(readOnly = true)
    public Optional<OperationView> find(OperationId id) {
        return operations.find(id);
    }

    /** What was done with a pod lately, the latest first. */
    @Transactional(readOnly = true)
    public List<OperationView> latest(DeploymentId deployment) {
        return operations.latest(deployment, SHOWN);
    }

    /** Its snapshots, oldest first. */
    @Transactional(readOnly = true)
    public List<PodSnapshot> snapshots(DeploymentId deployment) {
        return snapshots.of(deployment);
    }

    /** How many snapshots a pod may have at a time. */
    public int snapshotsPerPod() {
        return office.settings().snapshotsPerPod();
    }
}
