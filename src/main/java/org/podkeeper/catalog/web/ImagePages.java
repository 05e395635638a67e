package org.podkeeper.catalog.web;

import java.util.Optional;
import java.util.UUID;
import org.podkeeper.catalog.ImageDetails;
import org.podkeeper.catalog.ImageDraft;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.ImageKeeper;
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

/** The images and how they come here. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class ImagePages {
    private final ImageKeeper keeper;
    private final CatalogWords words;

    ImagePages(ImageKeeper keeper, CatalogWords words) {
        this.keeper = keeper;
        this.words = words;
    }

    @GetMapping("/images-admin")
    String list(Model model) {
        model.addAttribute("images", keeper.images());
        return "catalog/images";
    }

    /** One row of the list, which asks for itself again while a fetch is under way. */
    @GetMapping("/images-admin/{id}/row")
    String row(@PathVariable UUID id, Model model) {
        model.addAttribute("one", details(new ImageId(id)));
        return "catalog/images :: row";
    }

    @GetMapping("/images-admin/new")
    String ask(Model model) {
        model.addAttribute("form", ImageForm.forNew());
        return "catalog/image";
    }

    @PostMapping("/images-admin")
    Object add(@ModelAttribute("form") ImageForm form, BindingResult errors, RedirectAttributes flash) {
        Optional<ImageDraft> draft = form.read(errors);
        if (draft.isPresent()) {
            switch (keeper.add(form.keyText(), draft.get())) {
                case Change.Done<ImageId> done -> {
                    flash.addFlashAttribute(
                            "notice", words.say("image.added", draft.get().name()));
                    return "redirect:/images-admin";
                }
                case Change.Refused<ImageId>(var complaints) -> CatalogWords.show(complaints, errors);
            }
        }
        return refused("catalog/image");
    }

    @GetMapping("/images-admin/{id}")
    String edit(@PathVariable UUID id, Model model) {
        ImageDetails details = details(new ImageId(id));
        model.addAttribute("form", ImageForm.of(details));
        model.addAttribute("details", details);
        return "catalog/image";
    }

    /** Saves, and fetches at once when asked to. */
    @PostMapping("/images-admin/{id}")
    Object change(
            @PathVariable UUID id,
            @ModelAttribute("form") ImageForm form,
            BindingResult errors,
            @RequestParam(defaultValue = "false") boolean fetch,
            Model model,
            RedirectAttributes flash) {
        ImageId image = new ImageId(id);
        ImageDetails before = details(image);
        Optional<ImageDraft> draft = form.read(errors);
        if (draft.isPresent()) {
            Change<ImageId> change = keeper.change(image, form.versionNumber(), draft.get());
            if (fetch && change instanceof Change.Done) {
                change = keeper.fetch(image);
            }
            switch (change) {
                case Change.Done<ImageId> done -> {
                    String notice = fetch ? "image.asked" : "image.changed";
                    flash.addFlashAttribute(
                            "notice", words.say(notice, draft.get().name()));
                    return "redirect:/images-admin";
                }
                case Change.Refused<ImageId>(var complaints) -> CatalogWords.show(complaints, errors);
            }
        }
        model.addAttribute("details", before);
        return refused("catalog/image");
    }

    @PostMapping("/images-admin/{id}/fetch")
    String fetch(@PathVariable UUID id, RedirectAttributes flash) {
        ImageDetails details = details(new ImageId(id));
        return switch (keeper.fetch(new ImageId(id))) {
            case Change.Done<ImageId> done -> {
                flash.addFlashAttribute(
                        "notice", words.say("image.asked", details.image().name()));
                yield "redirect:/images-admin";
            }
            case Change.Refused<ImageId>(var complaints) -> {
                flash.addFlashAttribute("problem", words.say(complaints));
                yield "redirect:/images-admin/" + id;
            }
        };
    }

    @PostMapping("/images-admin/{id}/cancel")
    String cancel(@PathVariable UUID id, RedirectAttributes flash) {
        keeper.cancel(new ImageId(id));
        flash.addFlashAttribute("notice", words.say("image.cancelled"));
        return "redirect:/images-admin";
    }

    @PostMapping("/images-admin/{id}/remove")
    String remove(@PathVariable UUID id, RedirectAttributes flash) {
        String name = details(new ImageId(id)).image().name();
        return switch (keeper.remove(new ImageId(id))) {
            case Change.Done<ImageId> done -> {
                flash.addFlashAttribute("notice", words.say("image.removed", name));
                yield "redirect:/images-admin";
            }
            case Change.Refused<ImageId>(var complaints) -> {
                flash.addFlashAttribute("problem", words.say(complaints));
                yield "redirect:/images-admin/" + id;
            }
        };
    }

    private ImageDetails details(ImageId id) {
        return keeper.image(id).orElseThrow(() -> new NotFound("Image " + id));
    }

    private static ModelAndView refused(String view) {
        ModelAndView answer = new ModelAndView(view);
        answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return answer;
    }
}
