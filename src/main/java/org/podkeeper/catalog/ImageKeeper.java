package org.podkeeper.catalog;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** The front door of those who look after images. A change of something changed meanwhile throws. */
@Service
public class ImageKeeper {
    private static final Pattern KEY = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
    private static final Pattern LOGIN = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{128}");
    private static final Pattern URL =
            Pattern.compile("https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?/[!-~]{1,2000}");

    private final Images images;
    private final ImageStore store;
    private final ObjectProvider<ImageUses> uses;
    private final SchedulerClient work;
    private final TransactionOperations transaction;
    private final Clock clock;

    ImageKeeper(
            Images images,
            ImageStore store,
            ObjectProvider<ImageUses> uses,
            SchedulerClient work,
            TransactionOperations transaction,
            Clock clock) {
        this.images = images;
        this.uses = uses;
        this.store = store;
        this.work = work;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** In the order to show them. */
    public List<ImageDetails> images() {
        return images.details();
    }

    public Optional<ImageDetails> image(ImageId id) {
        return images.details(id);
    }

    public Change<ImageId> add(String key, ImageDraft draft) {
        List<Complaint> complaints = complaints(draft);
        if (!KEY.matcher(key).matches()) {
            complaints.add(complaint("key", "key"));
        }
        return changing(complaints, () -> {
            ImageId id = new ImageId(UUID.randomUUID());
            images.add(id, key, normal(draft));
            return id;
        });
    }

    public Change<ImageId> change(ImageId id, long version, ImageDraft draft) {
        return changing(complaints(draft), () -> {
            if (!images.change(id, version, normal(draft))) {
                throw new ObjectOptimisticLockingFailureException(Image.class, id);
            }
            return id;
        });
    }

    /** Fetches the image from its address, durably: a restart of the portal goes on with it. */
    public Change<ImageId> fetch(ImageId id) {
        ImageDetails details = images.details(id).orElseThrow(() -> new NotFound("Image " + id));
        List<Complaint> complaints = new ArrayList<>();
        if (details.sourceUrl() == null) {
            complaints.add(complaint("url", "url.missing"));
        }
        if (details.checksum() == null) {
            complaints.add(complaint("checksum", "checksum.missing"));
        }
        return changing(complaints, () -> {
            long attempt = images.ask(id);
            work.scheduleIfNotExists(
                    ImageFetching.TASK.instance(id + "/" + attempt).scheduledTo(clock.instant()));
            return id;
        });
    }

    /** Stops the fetch that is under way, if one is. What is here already stays. */
    public void cancel(ImageId id) {
        images.cancel(id);
    }

    /** Refused while a Config names it, in any version, and while a machine has it in its drive. */
    public Change<ImageId> remove(ImageId id) {
        Image image = images.find(id).orElseThrow(() -> new NotFound("Image " + id));
        List<String> users =
                uses.orderedStream().flatMap(one -> one.of(id).stream()).toList();
        if (!users.isEmpty()) {
            return Change.refused(new Complaint("", "catalog.refused.image.in-use", List.of(String.join(", ", users))));
        }
        Change<ImageId> change = changing(List.of(), () -> {
            images.remove(id);
            return id;
        });
        if (change instanceof Change.Done && image.sha256() != null && !images.anyHas(image.sha256())) {
            store.delete(image.sha256());
        }
        return change;
    }

    private <T> Change<T> changing(List<Complaint> complaints, Supplier<T> change) {
        if (!complaints.isEmpty()) {
            return new Change.Refused<>(complaints);
        }
        try {
            return transaction.execute(status -> new Change.Done<>(change.get()));
        } catch (DataIntegrityViolationException e) {
            String cause = String.valueOf(e.getMostSpecificCause().getMessage());
            if (cause.contains("image_key_is_taken")) {
                return Change.refused(complaint("key", "key.taken"));
            }
            if (cause.contains("image_of_a_config_stays")) {
                return Change.refused(complaint("", "image.used"));
            }
            throw e;
        }
    }

    private static List<Complaint> complaints(ImageDraft draft) {
        List<Complaint> complaints = new ArrayList<>();
        if (draft.name().isBlank() || draft.name().length() > 80) {
            complaints.add(complaint("name", "name"));
        }
        if (!LOGIN.matcher(draft.login()).matches() || draft.login().equals("root")) {
            complaints.add(complaint("login", "login"));
        }
        if (draft.minimumDiskGib() < 1 || draft.minimumDiskGib() > 10_000) {
            complaints.add(complaint("minimumDiskGib", "disk"));
        }
        if (draft.minimumMemoryMib() < 1 || draft.minimumMemoryMib() > 4_194_304) {
            complaints.add(complaint("minimumMemoryMib", "memory"));
        }
        if (draft.url() != null && !URL.matcher(draft.url()).matches()) {
            complaints.add(complaint("url", "url"));
        }
        if (draft.checksum() != null
                && !CHECKSUM.matcher(lower(draft.checksum())).matches()) {
            complaints.add(complaint("checksum", "checksum"));
        }
        return complaints;
    }

    private static ImageDraft normal(ImageDraft draft) {
        @Nullable String checksum = draft.checksum() == null ? null : lower(draft.checksum());
        return new ImageDraft(
                draft.name().strip(),
                draft.login(),
                draft.minimumDiskGib(),
                draft.minimumMemoryMib(),
                draft.url(),
                checksum,
                draft.kind());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Complaint complaint(String field, String code) {
        return new Complaint(field, "catalog.refused." + code, List.of());
    }
}
