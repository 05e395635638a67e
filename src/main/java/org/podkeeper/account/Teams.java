package org.podkeeper.account;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Team.TeamMember;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/** The front door of teams. Everybody may make one and manages it then; there is always somebody who does. */
@Service
@Transactional
public class Teams {
    private static final int LONGEST_NAME = 60;
    private static final int MOST = 60;

    private final JdbcClient jdbc;
    private final People people;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Teams(JdbcClient jdbc, People people, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.events = events;
        this.clock = clock;
    }

    /** A person's, by name. */
    @Transactional(readOnly = true)
    public List<Team> of(PersonId person) {
        return jdbc
                .sql("""
                        select t.id from team t join team_member m on m.team_id = t.id
                        where m.person_id = :person order by lower(t.name)
                        """)
                .param("person", person.value())
                .query((row, n) -> new TeamId(row.getObject("id", UUID.class)))
                .list()
                .stream()
                .flatMap(id -> find(id).stream())
                .toList();
    }

    /** All there are, by name. */
    @Transactional(readOnly = true)
    public List<Team> all() {
        return jdbc
                .sql("select id from team order by lower(name)")
                .query((row, n) -> new TeamId(row.getObject("id", UUID.class)))
                .list()
                .stream()
                .flatMap(id -> find(id).stream())
                .toList();
    }

    @Transactional(readOnly = true)
    public Optional<Team> find(TeamId id) {
        return jdbc.sql("select name from team where id = :id")
                .param("id", id.value())
                .query(String.class)
                .optional()
                .map(name -> new Team(id, name, membersOf(id)));
    }

    /** As far as the person may see it: members and lab admins may. */
    @Transactional(readOnly = true)
    public Optional<Team> find(TeamId id, Person reader) {
        return find(id).filter(team -> team.has(reader.id()) || reader.is(Role.LAB_ADMIN));
    }

    /** Managers first, then by name. */
    private List<TeamMember> membersOf(TeamId id) {
        record Row(PersonId person, boolean manager) {}
        List<Row> rows = jdbc.sql("select person_id, manager from team_member where team_id = :id")
                .param("id", id.value())
                .query((row, n) ->
                        new Row(new PersonId(row.getObject("person_id", UUID.class)), row.getBoolean("manager")))
                .list();
        Map<PersonId, Person> named = people.find(rows.stream().map(Row::person).toList()).stream()
                .collect(Collectors.toMap(Person::id, Function.identity()));
        return rows.stream()
                .map(row -> new TeamMember(Objects.requireNonNull(named.get(row.person())), row.manager()))
                .sorted(Comparator.comparing((TeamMember member) -> !member.manager())
                        .thenComparing(member -> member.person().fullName()))
                .toList();
    }

    /** Makes a team that the person manages. */
    public Outcome<Team> make(@Nullable String wanted, Person by) {
        String name = wanted == null ? "" : wanted.strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return Outcome.refused(Refusal.of("name", "account.team.name-shape", LONGEST_NAME));
        }
        var id = new TeamId(UUID.randomUUID());
        int made = jdbc.sql("""
                        insert into team (id, name, made_by, made_at) values (:id, :name, :by, :now)
                        on conflict (lower(name)) do nothing
                        """)
                .param("id", id.value())
                .param("name", name)
                .param("by", by.userName())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (made == 0) {
            return Outcome.refused(Refusal.of("name", "account.team.name-taken", name));
        }
        put(id, by.id(), true);
        return new Done<>(find(id).orElseThrow());
    }

    /**
     * Lets somebody be in a team, as a manager or not; changes it when they are in it already.
     *
     * @throws AccessDeniedException when the person does not manage the team
     */
    public Outcome<Team> let(TeamId id, @Nullable String userName, boolean manager, Person by) {
        Team team = managed(id, by);
        String name = userName == null ? "" : userName.strip();
        Optional<Person> subject = name.isEmpty() ? Optional.empty() : people.findByUserName(name);
        if (subject.isEmpty()) {
            return Outcome.refused(Refusal.of("userName", "account.team.nobody", name));
        }
        if (team.members().size() >= MOST && !team.has(subject.get().id())) {
            return Outcome.refused(Refusal.of("userName", "account.team.many", MOST));
        }
        return change(id, () -> put(id, subject.get().id(), manager));
    }

    /**
     * Takes somebody out of a team. Everybody may leave by themselves.
     *
     * @throws AccessDeniedException when the person does not manage the team and is not who leaves
     */
    public Outcome<Team> remove(TeamId id, @Nullable String userName, Person by) {
        Team team = by.userName().equals(userName) ? find(id).orElseThrow() : managed(id, by);
        return team.members().stream()
                .filter(member -> member.person().userName().equals(userName))
                .findFirst()
                .map(member -> change(
                        id,
                        () -> jdbc.sql("delete from team_member where team_id = :team and person_id = :person")
                                .param("team", id.value())
                                .param("person", member.person().id().value())
                                .update()))
                .orElseGet(() -> new Done<>(team));
    }

    /**
     * Dissolves a team that no booking is of.
     *
     * @throws AccessDeniedException when the person does not manage it
     */
    public Outcome<Team> dissolve(TeamId id, Person by) {
        Team team = managed(id, by);
        try {
            jdbc.sql("delete from team where id = :id").param("id", id.value()).update();
        } catch (DataIntegrityViolationException e) {
            TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
            return Outcome.refused(Refusal.of("", "account.team.has-bookings"));
        }
        return new Done<>(team);
    }

    private Outcome<Team> change(TeamId id, Runnable act) {
        try {
            act.run();
        } catch (DataIntegrityViolationException e) {
            TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
            return Outcome.refused(Refusal.of("userName", "account.team.last-manager"));
        }
        events.publishEvent(new TeamChanged(id));
        return new Done<>(find(id).orElseThrow());
    }

    private void put(TeamId team, PersonId person, boolean manager) {
        jdbc.sql("""
                        insert into team_member (team_id, person_id, manager, since) values (:team, :person, :manager, :now)
                        on conflict (team_id, person_id) do update set manager = excluded.manager
                        """)
                .param("team", team.value())
                .param("person", person.value())
                .param("manager", manager)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    private Team managed(TeamId id, Person by) {
        Team team = find(id).orElseThrow();
        if (!team.isManagedBy(by.id()) && !by.is(Role.LAB_ADMIN)) {
            throw new AccessDeniedException("Team " + id + " is managed by others");
        }
        return team;
    }
}
