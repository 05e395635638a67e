package org.podkeeper.limits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.inventory.LabId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rules as PostgreSQL keeps them. */
@Repository
class LimitRules {
    private final JdbcClient jdbc;

    LimitRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<LimitRule> all() {
        return jdbc.sql("select * from limit_rule").query(LimitRules::rule).list();
    }

    /** Those that may be about somebody, whatever the lab. */
    List<LimitRule> about(Booker booker) {
        return jdbc.sql("""
                        select * from limit_rule
                        where (role is null or role = :role) and (person_id is null or person_id = :person)
                            and (team_id is null or team_id = cast(:team as uuid))
                        """)
                .param("role", booker.role().name())
                .param("person", booker.person().value())
                .param("team", booker.team() == null ? null : booker.team().value())
                .query(LimitRules::rule)
                .list();
    }

    Optional<LimitRule> find(RuleId id) {
        return jdbc.sql("select * from limit_rule where id = :id")
                .param("id", id.value())
                .query(LimitRules::rule)
                .optional();
    }

    Optional<LimitRule> find(LimitKind kind, LimitScope scope) {
        return all().stream()
                .filter(rule -> rule.kind() == kind && rule.scope().equals(scope))
                .findFirst();
    }

    /** Sets it, or sets it anew. */
    void put(LimitRule rule) {
        LimitScope scope = rule.scope();
        jdbc.sql("""
                        insert into limit_rule (id, kind, role, team_id, person_id, lab_id, value, note, made_by, made_at)
                        values (:id, :kind, cast(:role as text), cast(:team as uuid), cast(:person as uuid), cast(:lab as uuid),
                            :value, :note, :by, :at)
                        on conflict on constraint limit_is_said_once do update set value = excluded.value, note = excluded.note,
                            made_by = excluded.made_by, made_at = excluded.made_at
                        """)
                .param("id", rule.id().value())
                .param("kind", rule.kind().name())
                .param("role", scope.role() == null ? null : scope.role().name())
                .param("team", scope.team() == null ? null : scope.team().value())
                .param("person", scope.person() == null ? null : scope.person().value())
                .param("lab", scope.lab() == null ? null : scope.lab().value())
                .param("value", rule.value().text())
                .param("note", rule.note())
                .param("by", rule.by())
                .param("at", rule.at().atOffset(ZoneOffset.UTC))
                .update();
    }

    void remove(RuleId id) {
        jdbc.sql("delete from limit_rule where id = :id")
                .param("id", id.value())
                .update();
    }

    void note(LimitChange change) {
        jdbc.sql("""
                        insert into limit_rule_change (at, who, kind, scope, before, after, note)
                        values (:at, :who, :kind, :scope, :before, :after, :note)
                        """)
                .param("at", change.at().atOffset(ZoneOffset.UTC))
                .param("who", change.who())
                .param("kind", change.kind().name())
                .param("scope", change.scope())
                .param("before", change.before())
                .param("after", change.after())
                .param("note", change.note())
                .update();
    }

    /** The latest first. */
    List<LimitChange> changes(int most) {
        return jdbc.sql("select * from limit_rule_change order by id desc limit :most")
                .param("most", most)
                .query((row, n) -> new LimitChange(
                        instant(row, "at"),
                        row.getString("who"),
                        LimitKind.valueOf(row.getString("kind")),
                        row.getString("scope"),
                        row.getString("before"),
                        row.getString("after"),
                        row.getString("note")))
                .list();
    }

    private static LimitRule rule(ResultSet row, int n) throws SQLException {
        LimitKind kind = LimitKind.valueOf(row.getString("kind"));
        String role = row.getString("role");
        UUID team = uuid(row, "team_id");
        UUID person = uuid(row, "person_id");
        UUID lab = uuid(row, "lab_id");
        String value = row.getString("value");
        return new LimitRule(
                new RuleId(row.getObject("id", UUID.class)),
                new LimitScope(
                        role == null ? null : Role.valueOf(role),
                        team == null ? null : new TeamId(team),
                        person == null ? null : new PersonId(person),
                        lab == null ? null : new LabId(lab)),
                kind,
                kind.read(value).orElseThrow(() -> new IllegalStateException("Limit " + kind + " is " + value)),
                row.getString("note"),
                row.getString("made_by"),
                instant(row, "made_at"));
    }

    private static @Nullable UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
