package org.podkeeper.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of images. */
@Repository
class Images {
    private static final String DETAILS = """
            select i.*, array(
                select distinct v.name || ' (' || v.config_key || ')' from config_version_image u
                join config_version v on v.id = u.config_version_id where u.image_id = i.id order by 1) as configs
            from image i
            """;

    private final JdbcClient jdbc;
    private final ImageStore store;

    Images(JdbcClient jdbc, ImageStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    List<Image> all() {
        return jdbc.sql("select * from image where kind = 'DISK' and deleted_at is null order by position, name")
                .query(this::read)
                .list();
    }

    /** CDs, in the order to show them. */
    List<Image> media() {
        return jdbc.sql("select * from image where kind = 'ISO' and deleted_at is null order by name")
                .query(this::read)
                .list();
    }

    Optional<Image> find(ImageId id) {
        return jdbc.sql("select * from image where id = :id")
                .param("id", id.value())
                .query(this::read)
                .optional();
    }

    Optional<Image> findByKey(String key) {
        return jdbc.sql("select * from image where key = :key")
                .param("key", key)
                .query(this::read)
                .optional();
    }

    List<ImageDetails> details() {
        return jdbc.sql(
                        DETAILS
                                + "where i.kind <> 'KEPT' and i.visibility = 'PUBLISHED' and i.deleted_at is null order by i.position, i.name")
                .query(this::readDetails)
                .list();
    }

    Optional<ImageDetails> details(ImageId id) {
        return jdbc.sql(DETAILS + "where i.id = :id")
                .param("id", id.value())
                .query(this::readDetails)
                .optional();
    }

    void add(ImageId id, String key, ImageDraft draft) {
        jdbc.sql("""
                        insert into image (id, key, name, login, minimum_disk_gib, minimum_memory_mib, source_url,
                            checksum, kind)
                        values (:id, :key, :name, :login, :disk, :memory, :url, :checksum, :kind)
                        """)
                .param("id", id.value())
                .param("key", key)
                .params(draft.parameters())
                .update();
    }

    /** False when it was changed in the meantime. */
    boolean change(ImageId id, long version, ImageDraft draft) {
        return jdbc.sql("""
                                update image set name = :name, login = :login, minimum_disk_gib = :disk,
                                    minimum_memory_mib = :memory, source_url = :url, checksum = :checksum,
                                    version = version + 1
                                where id = :id and version = :version
                                """)
                        .param("id", id.value())
                        .param("version", version)
                        .params(draft.parameters())
                        .update()
                == 1;
    }

    void remove(ImageId id) {
        jdbc.sql("delete from image where id = :id").param("id", id.value()).update();
    }

    /** Counts a new attempt, so that an older one stops; returns its number. */
    long ask(ImageId id) {
        return jdbc.sql("""
                        update image set fetch_state = 'WAITING', fetch_attempt = fetch_attempt + 1, fetched_bytes = 0,
                            fetch_total_bytes = null, fetch_message = null
                        where id = :id returning fetch_attempt
                        """).param("id", id.value()).query(Long.class).single();
    }

    void cancel(ImageId id) {
        jdbc.sql("""
                        update image set fetch_state = 'IDLE', fetch_attempt = fetch_attempt + 1, fetch_message = null
                        where id = :id and fetch_state in ('WAITING', 'FETCHING')
                        """).param("id", id.value()).update();
    }

    /** False when this attempt is no longer wanted. */
    boolean progress(ImageId id, long attempt, long bytes, @Nullable Long total, @Nullable String message) {
        return jdbc.sql("""
                                update image set fetch_state = 'FETCHING', fetched_bytes = :bytes,
                                    fetch_total_bytes = :total, fetch_message = :message
                                where id = :id and fetch_attempt = :attempt
                                    and fetch_state in ('WAITING', 'FETCHING')
                                """)
                        .param("id", id.value())
                        .param("attempt", attempt)
                        .param("bytes", bytes)
                        .param("total", total, java.sql.Types.BIGINT)
                        .param("message", message, java.sql.Types.VARCHAR)
                        .update()
                == 1;
    }

    void failed(ImageId id, long attempt, String message) {
        jdbc.sql("""
                        update image set fetch_state = 'FAILED', fetch_message = :message
                        where id = :id and fetch_attempt = :attempt and fetch_state in ('WAITING', 'FETCHING')
                        """)
                .param("id", id.value())
                .param("attempt", attempt)
                .param("message", message)
                .update();
    }

    /** The file is here; a machine needs at least the disk that the image itself has. */
    void arrived(ImageId id, ImageStore.Kept kept, Instant now) {
        jdbc.sql("""
                        update image set sha256 = :sha256, size_bytes = :size, available_since = :now,
                            minimum_disk_gib = case when kind = 'ISO' then minimum_disk_gib else greatest(minimum_disk_gib, :disk) end, fetch_state = 'IDLE',
                            fetched_bytes = :size, fetch_total_bytes = :size, fetch_message = null
                        where id = :id
                        """)
                .param("id", id.value())
                .param("sha256", kept.sha256())
                .param("size", kept.sizeBytes())
                .param("disk", kept.diskGib())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean anyHas(String sha256) {
        return jdbc.sql("select exists (select from image where sha256 = :sha256)")
                .param("sha256", sha256)
                .query(Boolean.class)
                .single();
    }

    private ImageDetails readDetails(ResultSet row, int number) throws SQLException {
        return new ImageDetails(
                read(row, number),
                row.getString("source_url"),
                row.getString("checksum_list_url"),
                row.getString("checksum"),
                row.getLong("version"),
                new ImageDetails.Fetch(
                        FetchState.valueOf(row.getString("fetch_state")),
                        row.getLong("fetch_attempt"),
                        row.getLong("fetched_bytes"),
                        row.getObject("fetch_total_bytes", Long.class),
                        row.getString("fetch_message")),
                List.of((String[]) row.getArray("configs").getArray()));
    }

    Image read(ResultSet row, int number) throws SQLException {
        @Nullable String sha256 = row.getString("sha256");
        ImageKind kind = ImageKind.valueOf(row.getString("kind"));
        return new Image(
                new ImageId(row.getObject("id", UUID.class)),
                row.getString("key"),
                row.getString("name"),
                row.getString("login"),
                sha256 != null,
                sha256,
                row.getLong("size_bytes"),
                row.getInt("minimum_disk_gib"),
                row.getInt("minimum_memory_mib"),
                sha256 == null ? null : store.file(sha256, kind),
                kind);
    }
}
