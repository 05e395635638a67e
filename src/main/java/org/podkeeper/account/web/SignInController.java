package org.podkeeper.account.web;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The sign-in page. What it sends is checked before any controller sees it. */
@Controller
class SignInController {
    @GetMapping("/sign-in")
    String show(@Nullable Person person, Model model) {
        if (person != null) {
            return "redirect:/";
        }
        model.addAttribute("form", new SignInForm((String) model.getAttribute("userName"), ""));
        return "account/sign-in";
    }
}
