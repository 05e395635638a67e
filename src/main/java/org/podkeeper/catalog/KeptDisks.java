package org.podkeeper.catalog;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Objects;
import org.podkeeper.account.PersonId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** The front door of disks that are kept for their owner's next booking: images that nobody else sees, and no Config names. */
@Service
public class KeptDisks {
    private final JdbcClient jdbc;
    private final Images images;
    private final SavedImages files;
    private final ImageStore store;
    private final TransactionOperations transaction;
    private final Clock clock;

    KeptDisks(
            JdbcClient jdbc,
            Images images,
            SavedImages files,
            ImageStore store,
            TransactionOperations transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.images = images;
        this.files = files;
        this.store = store;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Takes the file of a disk. May be repeated: one that is here already stays as it is.
     *
     * @param base the image that its machine was made from
     * @throws BadImageFile when the file is none, or larger than images may be
     */
    public void receive(ImageId id, PersonId owner, String name, Image base, SavedImages.Source source) {
        if (images.find(id).isPresent()) {
            return;
        }
        ImageStore.Kept kept = files.keep(id, ImageKind.KEPT, source);
        transaction.executeWithoutResult(status -> jdbc.sql("""
                        insert into image (id, key, name, login, minimum_disk_gib, minimum_memory_mib, sha256, size_bytes,
                            available_since, owner_id, visibility, kind)
                        values (:id, :key, :name, :login, :disk, :memory, :sha256, :size, :now, :owner, 'PRIVATE', 'KEPT')
                        on conflict (id) do nothing
                        """)
                .param("id", id.value())
                .param("key", "kept-" + id)
                .param("name", name)
                .param("login", base.login())
                .param("disk", kept.diskGib())
                .param("memory", base.minimumMemoryMib())
                .param("sha256", kept.sha256())
                .param("size", kept.sizeBytes())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("owner", owner.value())
                .update());
    }

    /** Gone for good; what came of its file so far, too. */
    public void delete(ImageId id) {
        files.forget(id);
        images.find(id).ifPresent(image -> {
            transaction.executeWithoutResult(status -> images.remove(id));
            String sha256 = Objects.requireNonNull(image.sha256());
            if (!images.anyHas(sha256)) {
                store.delete(sha256);
            }
        });
    }
}
