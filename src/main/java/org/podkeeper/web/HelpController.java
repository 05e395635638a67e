package org.podkeeper.web;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The help and its search. */
@Controller
@RequestMapping("/help")
class HelpController {
    private final HelpPages help;

    HelpController(HelpPages help) {
        this.help = help;
    }

    @GetMapping
    String index(@RequestParam(defaultValue = "") String q, Model model) {
        model.addAttribute("pages", help.pages());
        model.addAttribute("words", q.strip());
        model.addAttribute("hits", help.search(q));
        return "help/index";
    }

    @GetMapping("/{slug}")
    String page(@PathVariable String slug) {
        if (!help.has(slug)) {
            throw new NotFound("Help page " + slug);
        }
        return "help/" + slug;
    }
}
