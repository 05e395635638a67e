package org.podkeeper.account;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Fictional people for trying out, present only with {@code podkeeper.demo=true}. None of them has a password, so
 * nobody signs in as one until an admin gives them one.
 */
@Service
@ConditionalOnBooleanProperty("podkeeper.demo")
public class DemoPeople {
    private record Fictional(String userName, String fullName, Role role, String zone) {}

    private static final List<Fictional> CAST = List.of(
            new Fictional("mira", "Mira Lindqvist", Role.LAB_ADMIN, "Europe/Stockholm"),
            new Fictional("tomas", "Tomás Echeverría", Role.INSTRUCTOR, "America/Bogota"),
            new Fictional("yuki", "Yuki Hanazawa", Role.USER, "Asia/Tokyo"),
            new Fictional("okello", "Grace Okello", Role.USER, "Africa/Kampala"),
            new Fictional("pvanrijn", "Pieter van Rijn", Role.USER, "Europe/Amsterdam"),
            new Fictional("anjali", "Anjali Deshmukh", Role.USER, "Asia/Kolkata"));

    private final Accounts accounts;
    private final Clock clock;

    DemoPeople(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Adds those who are missing and answers them all: a lab admin, an instructor, four users. */
    @Transactional
    public List<Person> present() {
        return CAST.stream().map(this::present).toList();
    }

    private Person present(Fictional one) {
        return accounts.findByUserName(one.userName()).orElseGet(() -> add(one)).person();
    }

    private Account add(Fictional one) {
        NewPerson person =
                new NewPerson(one.userName(), one.fullName(), one.userName() + "@podkeeper.example", one.role());
        return accounts.save(new Account(UUID.randomUUID(), person, ZoneId.of(one.zone()), clock.instant()));
    }
}
