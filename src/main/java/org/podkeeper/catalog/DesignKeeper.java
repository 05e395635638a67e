package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.podkeeper.account.PersonId;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.web.NotFound;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The front door of those who design Pods and Configs. A change makes a new version; saving over a version that somebody
 * else made meanwhile throws {@link ObjectOptimisticLockingFailureException}.
 */
@Service
public class DesignKeeper {
    private static final Pattern KEY = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Designs designs;
    private final Images images;
    private final SavedImageRows saved;
    private final TransactionOperations transaction;

    DesignKeeper(Designs designs, Images images, SavedImageRows saved, TransactionOperations transaction) {
        this.designs = designs;
        this.images = images;
        this.saved = saved;
        this.transaction = transaction;
    }

    /**
     * A design as it is written.
     *
     * @param definition YAML or JSON
     */
    public record Draft(String name, String description, String definition) {}

    /** How a Pod's machines and networks are written. */
    public String textOf(Pod pod) {
        return PodText.write(pod.networks(), pod.nodes());
    }

    /** How a Config's software is written. */
    public String textOf(Config config) {
        Map<ImageId, String> keys = images.all().stream().collect(Collectors.toMap(Image::id, Image::key));
        return ConfigText.write(config.nodes().stream()
                .map(one -> new Designs.SoftwareDocument(
                        one.node(), keys.getOrDefault(one.image(), ""), one.hostName(), one.cloudInit()))
                .toList());
    }

    /** A text to begin a Config with: every machine, with the image that others of the Pod use or any. */
    public String beginningFor(Pod pod) {
        String image = images.all().stream().map(Image::key).findFirst().orElse("debian-13");
        return ConfigText.write(pod.nodes().stream()
                .map(node -> new Designs.SoftwareDocument(node.name(), image, node.name(), null))
                .toList());
    }

    public Change<PodId> addPod(String key, Draft draft, PersonId who) {
        return saving(complaints(key, draft), () -> {
            Designs.PodDocument document = PodText.read(draft.definition());
            return changing(key, () -> {
                designs.addPod(key);
                return designs.addPodVersion(key, 1, draft, document, who);
            });
        });
    }

    /** @param version the newest when the form was opened */
    public Change<PodId> changePod(String key, int version, Draft draft, PersonId who) {
        return saving(complaints(key, draft), () -> {
            Designs.PodDocument document = PodText.read(draft.definition());
            demandNewest(pod(key).version(), version, key);
            return changing(key, () -> designs.addPodVersion(key, version + 1, draft, document, who));
        });
    }

    public Change<ConfigId> addConfig(String key, String podKey, Draft draft, PersonId who) {
        return saving(complaints(key, draft), () -> {
            Designs.ConfigDocument document = ConfigText.read(draft.definition(), pod(podKey), imagesByKey(who));
            return changing(key, () -> {
                designs.addConfig(key, podKey);
                return designs.addConfigVersion(key, 1, draft, document, who);
            });
        });
    }

    public Change<ConfigId> changeConfig(String key, int version, Draft draft, PersonId who) {
        return saving(complaints(key, draft), () -> {
            Config before = designs.newestConfig(key).orElseThrow(() -> new NotFound("Config " + key));
            Designs.ConfigDocument document =
                    ConfigText.read(draft.definition(), pod(before.podKey()), imagesByKey(who));
            demandNewest(before.version(), version, key);
            return changing(key, () -> designs.addConfigVersion(key, version + 1, draft, document, who));
        });
    }

    /** Nobody can book it any more; bookings that exist go on. */
    public void retirePod(String key, boolean retired) {
        transaction.executeWithoutResult(status -> designs.retirePod(key, retired));
    }

    public void retireConfig(String key, boolean retired) {
        transaction.executeWithoutResult(status -> designs.retireConfig(key, retired));
    }

    private static <T> Change<T> saving(List<Complaint> complaints, Supplier<Change<T>> save) {
        try {
            return complaints.isEmpty() ? save.get() : new Change.Refused<>(complaints);
        } catch (BadDesign e) {
            List<Complaint> problems =
                    e.problems().stream().map(DesignKeeper::inDefinition).toList();
            return new Change.Refused<>(problems);
        }
    }

    private static Complaint inDefinition(String problem) {
        return new Complaint("definition", "catalog.refused.design", List.of(problem));
    }

    /** Two who save the same version at once: the key of the version lets one of them win. */
    private <T> Change<T> changing(String key, Supplier<T> change) {
        try {
            return transaction.execute(status -> new Change.Done<>(change.get()));
        } catch (DuplicateKeyException e) {
            String cause = String.valueOf(e.getMostSpecificCause().getMessage());
            if (cause.contains("versions_are_counted_once")) {
                throw new ObjectOptimisticLockingFailureException(Pod.class, key, e);
            }
            return new Change.Refused<>(List.of(new Complaint("key", "catalog.refused.key.taken", List.of())));
        }
    }

    private static List<Complaint> complaints(String key, Draft draft) {
        List<Complaint> complaints = new ArrayList<>();
        if (!KEY.matcher(key).matches()) {
            complaints.add(new Complaint("key", "catalog.refused.key", List.of()));
        }
        if (draft.name().isBlank() || draft.name().length() > 80) {
            complaints.add(new Complaint("name", "catalog.refused.name", List.of()));
        }
        if (draft.description().length() > 1000) {
            complaints.add(new Complaint("description", "catalog.refused.description", List.of()));
        }
        return complaints;
    }

    private static void demandNewest(int newest, int version, String key) {
        if (newest != version) {
            throw new ObjectOptimisticLockingFailureException(Pod.class, key);
        }
    }

    private Pod pod(String key) {
        return designs.newestPod(key).orElseThrow(() -> new NotFound("Pod " + key));
    }

    private Map<String, Image> imagesByKey(PersonId who) {
        Set<ImageId> visible = saved.visibleTo(who);
        return images.all().stream()
                .filter(image -> visible.contains(image.id()))
                .collect(Collectors.toMap(Image::key, Function.identity()));
    }
}
