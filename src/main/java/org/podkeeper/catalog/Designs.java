package org.podkeeper.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The tables of Pods and Configs; by SQL, because versions never change and designs are documents. */
@Repository
class Designs {
    private static final String PODS = """
            select v.*, p.retired, p.position from pod p join pod_version v on v.pod_key = p.key
            """;
    private static final String CONFIGS = """
            select v.*, c.pod_key, c.retired, c.position from config c join config_version v on v.config_key = c.key
            """;
    private static final String NEWEST_POD = "v.version = (select max(version) from pod_version where pod_key = p.key)";
    private static final String NEWEST_CONFIG =
            "v.version = (select max(version) from config_version where config_key = c.key)";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Designs(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What a Pod's document says. */
    record PodDocument(List<Pod.Network> networks, List<Pod.Node> nodes) {}

    /** What a Config's document says. */
    record ConfigDocument(List<SoftwareDocument> nodes) {}

    /** @param image key of the image */
    record SoftwareDocument(
            String node,
            String image,
            String hostName,
            @Nullable String cloudInit) {}

    List<Pod> pods(boolean retired) {
        return jdbc.sql(PODS + "where p.retired = :retired and " + NEWEST_POD + " order by p.position, v.name")
                .param("retired", retired)
                .query(this::readPod)
                .list();
    }

    Optional<Pod> pod(PodId id) {
        return jdbc.sql(PODS + "where v.id = :id")
                .param("id", id.value())
                .query(this::readPod)
                .optional();
    }

    Optional<Pod> newestPod(String key) {
        return jdbc.sql(PODS + "where p.key = :key and " + NEWEST_POD)
                .param("key", key)
                .query(this::readPod)
                .optional();
    }

    List<DesignVersion> versionsOf(String podKey) {
        return jdbc.sql("select version, name, created_at from pod_version where pod_key = :key order by version desc")
                .param("key", podKey)
                .query((row, number) -> new DesignVersion(
                        row.getInt("version"),
                        row.getString("name"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    Optional<Config> newestConfig(String key) {
        Map<String, UUID> images = imageIds();
        return jdbc.sql(CONFIGS + "where c.key = :key and " + NEWEST_CONFIG)
                .param("key", key)
                .query((row, number) -> readConfig(row, images))
                .optional();
    }

    List<Config> configs(String podKey, boolean retired) {
        Map<String, UUID> images = imageIds();
        return jdbc.sql(CONFIGS + "where c.pod_key = :pod and c.retired = :retired and " + NEWEST_CONFIG
                        + " order by c.position, v.name")
                .param("pod", podKey)
                .param("retired", retired)
                .query((row, number) -> readConfig(row, images))
                .list();
    }

    Optional<Config> config(ConfigId id) {
        Map<String, UUID> images = imageIds();
        return jdbc.sql(CONFIGS + "where v.id = :id")
                .param("id", id.value())
                .query((row, number) -> readConfig(row, images))
                .optional();
    }

    /** Newest versions that use the image and can be booked. */
    List<Config> using(ImageId image) {
        Map<String, UUID> images = imageIds();
        return jdbc.sql(CONFIGS + """
                        where not c.retired and exists (select from config_version_image u
                            where u.config_version_id = v.id and u.image_id = :image) and
                        """ + NEWEST_CONFIG + " order by v.name")
                .param("image", image.value())
                .query((row, number) -> readConfig(row, images))
                .list();
    }

    Optional<PersonId> ownerOf(String configKey) {
        return jdbc.sql("select owner_id from config where key = :key and owner_id is not null")
                .param("key", configKey)
                .query((row, number) -> new PersonId(row.getObject("owner_id", UUID.class)))
                .optional();
    }

    /** One like another, in which some machines start from another image. */
    ConfigId addOwnConfig(Config like, ImageId image, Set<String> nodes, String name, PersonId who) {
        Map<UUID, String> keys =
                imageIds().entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        ConfigDocument document = new ConfigDocument(like.nodes().stream()
                .map(one -> new SoftwareDocument(
                        one.node(),
                        Objects.requireNonNull(keys.get((nodes.contains(one.node()) ? image : one.image()).value())),
                        one.hostName(),
                        one.cloudInit()))
                .toList());
        String key = "own-" + UUID.randomUUID().toString().substring(0, 18);
        jdbc.sql("insert into config (key, pod_key, owner_id, position) values (:key, :pod, :owner, 2000)")
                .param("key", key)
                .param("pod", like.podKey())
                .param("owner", who.value())
                .update();
        return addConfigVersion(
                key,
                1,
                new DesignKeeper.Draft(name, "Like " + like.name() + ", with a saved image.", ""),
                document,
                who);
    }

    void addPod(String key) {
        jdbc.sql("insert into pod (key) values (:key)").param("key", key).update();
    }

    PodId addPodVersion(String key, int version, DesignKeeper.Draft draft, PodDocument document, PersonId who) {
        return new PodId(addVersion("pod", key, version, draft, json.writeValueAsString(document), who));
    }

    void addConfig(String key, String podKey) {
        jdbc.sql("insert into config (key, pod_key) values (:key, :pod)")
                .param("key", key)
                .param("pod", podKey)
                .update();
    }

    ConfigId addConfigVersion(
            String key, int version, DesignKeeper.Draft draft, ConfigDocument document, PersonId who) {
        UUID id = addVersion("config", key, version, draft, json.writeValueAsString(document), who);
        jdbc.sql("insert into config_version_image select :id, id from image where key in (:keys)")
                .param("id", id)
                .param(
                        "keys",
                        document.nodes().stream()
                                .map(SoftwareDocument::image)
                                .distinct()
                                .toList())
                .update();
        return new ConfigId(id);
    }

    void retirePod(String key, boolean retired) {
        jdbc.sql("update pod set retired = :retired where key = :key")
                .param("key", key)
                .param("retired", retired)
                .update();
    }

    void retireConfig(String key, boolean retired) {
        jdbc.sql("update config set retired = :retired where key = :key")
                .param("key", key)
                .param("retired", retired)
                .update();
    }

    private UUID addVersion(
            String kind, String key, int version, DesignKeeper.Draft draft, String definition, PersonId who) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into " + kind + "_version (id, " + kind
                        + "_key, version, name, description, definition, created_by) "
                        + "values (:id, :key, :version, :name, :description, :definition::jsonb, :who)")
                .param("id", id)
                .param("key", key)
                .param("version", version)
                .param("name", draft.name().strip())
                .param("description", draft.description().strip())
                .param("definition", definition)
                .param("who", who.value())
                .update();
        return id;
    }

    private Map<String, UUID> imageIds() {
        return jdbc
                .sql("select key, id from image")
                .query((row, number) -> Map.entry(row.getString("key"), row.getObject("id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Pod readPod(ResultSet row, int number) throws SQLException {
        PodDocument document = json.readValue(row.getString("definition"), PodDocument.class);
        return new Pod(
                new PodId(row.getObject("id", UUID.class)),
                row.getString("pod_key"),
                row.getInt("version"),
                row.getString("name"),
                row.getString("description"),
                document.networks(),
                document.nodes());
    }

    private Config readConfig(ResultSet row, Map<String, UUID> images) throws SQLException {
        ConfigDocument document = json.readValue(row.getString("definition"), ConfigDocument.class);
        return new Config(
                new ConfigId(row.getObject("id", UUID.class)),
                row.getString("config_key"),
                row.getInt("version"),
                row.getString("name"),
                row.getString("description"),
                row.getString("pod_key"),
                document.nodes().stream()
                        .map(node -> new Config.Software(
                                node.node(), image(images, node.image()), node.hostName(), node.cloudInit()))
                        .toList());
    }

    /** The table config_version_image keeps images that a Config names from being deleted. */
    private static ImageId image(Map<String, UUID> images, String key) {
        UUID id = images.get(key);
        if (id == null) {
            throw new IllegalStateException("A Config names the unknown image " + key);
        }
        return new ImageId(id);
    }
}
