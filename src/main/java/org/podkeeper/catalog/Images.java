package org.podkeeper.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of images. */
@Repository
class Images {
    private final JdbcClient jdbc;
    private final ImageStore store;

    Images(JdbcClient jdbc, ImageStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    List<Image> all() {
        return jdbc.sql("select * from image order by position, name")
                .query(this::read)
                .list();
    }

    Optional<Image> find(ImageId id) {
        return jdbc.sql("select * from image where id = :id")
                .param("id", id.value())
                .query(this::read)
                .optional();
    }

    private Image read(ResultSet row, int number) throws SQLException {
        @Nullable String sha256 = row.getString("sha256");
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
                sha256 == null ? null : store.file(sha256));
    }
}
