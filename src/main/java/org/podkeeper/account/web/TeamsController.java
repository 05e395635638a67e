package org.podkeeper.account.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The teams that one is in. */
@Controller
@RequestMapping("/profile/teams")
class TeamsController {
    private static final String PAGE = "redirect:/profile/teams";

    private final Teams teams;
    private final Sentences sentences;

    TeamsController(Teams teams, Sentences sentences) {
        this.teams = teams;
        this.sentences = sentences;
    }

    @GetMapping
    String show(Person person, Model model) {
        model.addAttribute("teams", teams.of(person.id()));
        model.addAttribute("person", person);
        return "account/teams";
    }

    @PostMapping
    String make(@RequestParam(required = false) @Nullable String name, Person person, RedirectAttributes flash) {
        return said(teams.make(name, person), "account.team.made", flash);
    }

    @PostMapping("/{team}/members")
    String let(
            @PathVariable UUID team,
            @RequestParam(required = false) @Nullable String userName,
            @RequestParam(defaultValue = "false") boolean manager,
            Person person,
            RedirectAttributes flash) {
        return said(teams.let(visible(team, person), userName, manager, person), "account.team.changed", flash);
    }

    @PostMapping("/{team}/members/remove")
    String remove(
            @PathVariable UUID team,
            @RequestParam(required = false) @Nullable String userName,
            Person person,
            RedirectAttributes flash) {
        return said(teams.remove(visible(team, person), userName, person), "account.team.changed", flash);
    }

    @PostMapping("/{team}/dissolve")
    String dissolve(@PathVariable UUID team, Person person, RedirectAttributes flash) {
        return said(teams.dissolve(visible(team, person), person), "account.team.dissolved", flash);
    }

    private String said(Outcome<Team> outcome, String done, RedirectAttributes flash) {
        switch (outcome) {
            case Done<Team>(var team) -> sentences.notice(flash, done, team.name());
            case Refused<Team>(var refusals) -> sentences.problem(flash, refusals);
        }
        return PAGE;
    }

    private TeamId visible(UUID id, Person person) {
        return teams.find(new TeamId(id), person)
                .orElseThrow(() -> new NotFound("Team " + id))
                .id();
    }
}
