package org.podkeeper.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the table of images says of those that people saved. */
@Repository
class SavedImageRows {
    private static final String ALL = """
            select i.*, array(select s.person_id from image_share s where s.image_id = i.id order by 1) as shares
            from image i where i.kind = 'DISK' and i.saved_at is not null and i.deleted_at is null
            """;

    private final JdbcClient jdbc;
    private final Images images;

    SavedImageRows(JdbcClient jdbc, Images images) {
        this.jdbc = jdbc;
        this.images = images;
    }

    boolean has(ImageId id) {
        return jdbc.sql("select exists (select from image where id = :id)")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    void add(NewSavedImage saved, String key, ImageStore.Kept kept, Instant now) {
        jdbc.sql("""
                        insert into image (id, key, name, login, minimum_disk_gib, minimum_memory_mib, sha256, size_bytes,
                            available_since, owner_id, visibility, saved_at, saved_from_booking, saved_from_number,
                            saved_from_machine, saved_from_image, saved_from_config, position)
                        values (:id, :key, :name, :login, :disk, :memory, :sha256, :size, :now, :owner, 'PRIVATE', :now,
                            :booking, :number, :machine, :base, :config, 2000)
                        on conflict (id) do nothing
                        """)
                .param("id", saved.id().value())
                .param("key", key)
                .param("name", saved.name())
                .param("login", saved.base().login())
                .param("disk", kept.diskGib())
                .param("memory", saved.base().minimumMemoryMib())
                .param("sha256", kept.sha256())
                .param("size", kept.sizeBytes())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("owner", saved.owner().value())
                .param("booking", saved.booking())
                .param("number", saved.bookingNumber())
                .param("machine", saved.machine())
                .param("base", saved.base().name())
                .param("config", saved.config().value())
                .update();
    }

    List<SavedImage> all() {
        return jdbc.sql(ALL + " order by i.saved_at desc").query(this::read).list();
    }

    Optional<SavedImage> find(ImageId id) {
        return jdbc.sql(ALL + " and i.id = :id")
                .param("id", id.value())
                .query(this::read)
                .optional();
    }

    int countOf(PersonId owner) {
        return jdbc.sql(
                        "select count(*) from image where owner_id = :owner and saved_at is not null and deleted_at is null and kind = 'DISK'")
                .param("owner", owner.value())
                .query(Integer.class)
                .single();
    }

    /** Images that the person may make machines from. */
    Set<ImageId> visibleTo(@Nullable PersonId person) {
        return jdbc
                .sql("""
                        select i.id from image i where i.kind = 'DISK' and (i.visibility = 'PUBLISHED' or i.owner_id = :person
                            or i.visibility = 'SHARED' and exists (
                                select from image_share s where s.image_id = i.id and s.person_id = :person))
                        """)
                .param("person", person == null ? new UUID(0, 0) : person.value())
                .query((row, number) -> new ImageId(row.getObject("id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    void rename(ImageId id, String name) {
        jdbc.sql("update image set name = :name, version = version + 1 where id = :id")
                .param("name", name)
                .param("id", id.value())
                .update();
    }

    void show(ImageId id, Visibility visibility, Collection<PersonId> sharedWith) {
        jdbc.sql("update image set visibility = :visibility, version = version + 1 where id = :id")
                .param("visibility", visibility.name())
                .param("id", id.value())
                .update();
        jdbc.sql("delete from image_share where image_id = :id")
                .param("id", id.value())
                .update();
        for (PersonId person : sharedWith) {
            jdbc.sql("insert into image_share values (:id, :person) on conflict do nothing")
                    .param("id", id.value())
                    .param("person", person.value())
                    .update();
        }
    }

    /** Its file goes; its row only when no version of a Config names it. */
    void remove(ImageId id, Instant now) {
        int removed = jdbc.sql("""
                        delete from image where id = :id
                            and not exists (select from config_version_image u where u.image_id = :id)
                        """).param("id", id.value()).update();
        if (removed == 0) {
            show(id, Visibility.PRIVATE, List.of());
            jdbc.sql("""
                            update image set sha256 = null, available_since = null, size_bytes = 0, deleted_at = :now
                            where id = :id
                            """)
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("id", id.value())
                    .update();
        }
    }

    private SavedImage read(ResultSet row, int number) throws SQLException {
        @Nullable UUID config = row.getObject("saved_from_config", UUID.class);
        return new SavedImage(
                images.read(row, number),
                new PersonId(row.getObject("owner_id", UUID.class)),
                Visibility.valueOf(row.getString("visibility")),
                Arrays.stream((UUID[]) row.getArray("shares").getArray())
                        .map(PersonId::new)
                        .toList(),
                row.getObject("saved_at", OffsetDateTime.class).toInstant(),
                new SavedImage.Origin(
                        row.getLong("saved_from_number"),
                        row.getString("saved_from_machine"),
                        row.getString("saved_from_image"),
                        config == null ? null : new ConfigId(config)),
                List.of());
    }
}
