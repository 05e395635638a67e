package org.podkeeper.catalog.web;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.DesignKeeper;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.Change;
import org.podkeeper.web.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Designing Pods and Configs: every change is a new version. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class DesignPages {
    private static final String EXAMPLE = """
            networks:
              - name: admin
                cidr: 192.168.11.0/24
              - name: storage
                cidr: 192.168.20.0/24
            nodes:
              - name: jump
                jumpHost: true
                vcpus: 2
                memoryMib: 2048
                disksGib: [20]
                nics:
                  - name: nic1
                    networks: [admin]
              - name: node1
                vcpus: 4
                memoryMib: 8192
                disksGib: [40, 100]
                nics:
                  - name: nic1
                    networks:
                      - admin
                      - network: storage
                        vlan: 20
            """;

    private final Catalog catalog;
    private final DesignKeeper keeper;
    private final CatalogWords words;

    DesignPages(Catalog catalog, DesignKeeper keeper, CatalogWords words) {
        this.catalog = catalog;
        this.keeper = keeper;
        this.words = words;
    }

    @GetMapping("/catalog/pods/new")
    String askPod(Model model) {
        model.addAttribute("form", new DesignForm("", "", "", EXAMPLE, "0"));
        return podForm(model, null);
    }

    @PostMapping("/catalog/pods")
    Object addPod(
            @ModelAttribute("form") DesignForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        return switch (keeper.addPod(form.keyText(), form.draft(), person.id())) {
            case Change.Done<PodId> done -> done(flash, "pod.added", form, form.keyText());
            case Change.Refused<PodId>(var complaints) -> {
                CatalogWords.show(complaints, errors);
                yield refused(podForm(model, null));
            }
        };
    }

    @GetMapping("/catalog/pods/{key}/edit")
    String editPod(@PathVariable String key, Model model) {
        Pod pod = pod(key);
        model.addAttribute(
                "form",
                new DesignForm(key, pod.name(), pod.description(), keeper.textOf(pod), String.valueOf(pod.version())));
        return podForm(model, pod);
    }

    @PostMapping("/catalog/pods/{key}/edit")
    Object changePod(
            @PathVariable String key,
            @ModelAttribute("form") DesignForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        return switch (keeper.changePod(key, form.versionNumber(), form.draft(), person.id())) {
            case Change.Done<PodId> done -> done(flash, "pod.changed", form, key);
            case Change.Refused<PodId>(var complaints) -> {
                CatalogWords.show(complaints, errors);
                yield refused(podForm(model, pod(key)));
            }
        };
    }

    @PostMapping("/catalog/pods/{key}/retire")
    String retirePod(@PathVariable String key, RedirectAttributes flash) {
        keeper.retirePod(key, true);
        flash.addFlashAttribute("notice", words.say("pod.retired", pod(key).name()));
        return "redirect:/catalog/pods/" + key;
    }

    @PostMapping("/catalog/pods/{key}/restore")
    String restorePod(@PathVariable String key, RedirectAttributes flash) {
        keeper.retirePod(key, false);
        flash.addFlashAttribute("notice", words.say("pod.restored", pod(key).name()));
        return "redirect:/catalog/pods/" + key;
    }

    @GetMapping("/catalog/configs/new")
    String askConfig(@RequestParam String pod, Model model) {
        Pod found = pod(pod);
        model.addAttribute("form", new DesignForm("", "", "", keeper.beginningFor(found), "0"));
        return configForm(model, found, null);
    }

    @PostMapping("/catalog/configs")
    Object addConfig(
            @RequestParam String pod,
            @ModelAttribute("form") DesignForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Pod found = pod(pod);
        return switch (keeper.addConfig(form.keyText(), pod, form.draft(), person.id())) {
            case Change.Done<ConfigId> done -> done(flash, "config.added", form, pod);
            case Change.Refused<ConfigId>(var complaints) -> {
                CatalogWords.show(complaints, errors);
                yield refused(configForm(model, found, null));
            }
        };
    }

    @GetMapping("/catalog/configs/{key}/edit")
    String editConfig(@PathVariable String key, Model model) {
        Config config = config(key);
        model.addAttribute(
                "form",
                new DesignForm(
                        key,
                        config.name(),
                        config.description(),
                        keeper.textOf(config),
                        String.valueOf(config.version())));
        return configForm(model, pod(config.podKey()), config);
    }

    @PostMapping("/catalog/configs/{key}/edit")
    Object changeConfig(
            @PathVariable String key,
            @ModelAttribute("form") DesignForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Config before = config(key);
        return switch (keeper.changeConfig(key, form.versionNumber(), form.draft(), person.id())) {
            case Change.Done<ConfigId> done -> done(flash, "config.changed", form, before.podKey());
            case Change.Refused<ConfigId>(var complaints) -> {
                CatalogWords.show(complaints, errors);
                yield refused(configForm(model, pod(before.podKey()), before));
            }
        };
    }

    @PostMapping("/catalog/configs/{key}/retire")
    String retireConfig(@PathVariable String key, RedirectAttributes flash) {
        return setRetired(key, true, "config.retired.done", flash);
    }

    @PostMapping("/catalog/configs/{key}/restore")
    String restoreConfig(@PathVariable String key, RedirectAttributes flash) {
        return setRetired(key, false, "config.restored", flash);
    }

    private String setRetired(String key, boolean retired, String notice, RedirectAttributes flash) {
        Config config = config(key);
        keeper.retireConfig(key, retired);
        flash.addFlashAttribute("notice", words.say(notice, config.name()));
        return "redirect:/catalog/pods/" + config.podKey();
    }

    private String done(RedirectAttributes flash, String notice, DesignForm form, String podKey) {
        flash.addFlashAttribute("notice", words.say(notice, form.draft().name()));
        return "redirect:/catalog/pods/" + podKey;
    }

    private static String podForm(Model model, @Nullable Pod pod) {
        model.addAttribute("pod", pod);
        model.addAttribute("example", EXAMPLE);
        return "catalog/pod-form";
    }

    private String configForm(Model model, Pod pod, @Nullable Config config) {
        model.addAttribute("pod", pod);
        model.addAttribute("config", config);
        model.addAttribute("images", catalog.images());
        return "catalog/config-form";
    }

    private Pod pod(String key) {
        return catalog.newestPod(key).orElseThrow(() -> new NotFound("Pod " + key));
    }

    private Config config(String key) {
        return catalog.newestConfig(key).orElseThrow(() -> new NotFound("Config " + key));
    }

    private static ModelAndView refused(String view) {
        ModelAndView answer = new ModelAndView(view);
        answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return answer;
    }
}
