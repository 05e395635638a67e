package org.podkeeper.provisioning.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.provisioning.KeptPods;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The disks that somebody has kept of earlier bookings. */
@Controller
@RequestMapping("/kept-pods")
class KeptPages {
    private final KeptPods kept;
    private final Catalog catalog;
    private final MessageSource messages;

    KeptPages(KeptPods kept, Catalog catalog, MessageSource messages) {
        this.kept = kept;
        this.catalog = catalog;
        this.messages = messages;
    }

    /** One line of the list. */
    record Row(KeptPod it, @Nullable Pod pod) {}

    @GetMapping
    String list(Person person, Model model) {
        List<Row> rows = kept.of(person.id()).stream()
                .map(one -> new Row(one, catalog.pod(one.pod()).orElse(null)))
                .toList();
        model.addAttribute("rows", rows);
        return "provisioning/kept-pods";
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        KeptPod one = kept.find(new KeptId(id))
                .filter(found -> found.owner().equals(person.id()))
                .orElseThrow(() -> new NotFound("Kept disks " + id));
        boolean deleted = kept.delete(one.id(), person);
        flash.addFlashAttribute(
                deleted ? "notice" : "problem",
                messages.getMessage(
                        deleted ? "provisioning.kept.deleted" : "provisioning.kept.stays",
                        null,
                        java.util.Locale.ENGLISH));
        return "redirect:/kept-pods";
    }
}
