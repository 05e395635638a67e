package org.podkeeper.account.web;

import java.util.List;
import org.podkeeper.account.Refusal;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.validation.BindingResult;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Says on a page what was done, or why it was not. */
@Component
class Sentences {
    private final MessageSource messages;

    Sentences(MessageSource messages) {
        this.messages = messages;
    }

    /** On the next page: this was done. */
    void notice(RedirectAttributes flash, String code, Object... details) {
        flash.addFlashAttribute("notice", of(code, details));
    }

    /** On the next page: this was not done. */
    void problem(RedirectAttributes flash, List<Refusal> refusals) {
        flash.addFlashAttribute(
                "problem",
                String.join(
                        " ",
                        refusals.stream()
                                .map(refusal ->
                                        of(refusal.code(), refusal.details().toArray()))
                                .toList()));
    }

    /** Next to the fields of the form. */
    void beside(BindingResult form, List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            Object[] details = refusal.details().toArray();
            if (refusal.field().isEmpty()) {
                form.reject(refusal.code(), details, null);
            } else {
                form.rejectValue(refusal.field(), refusal.code(), details, null);
            }
        }
    }

    String of(String code, Object... details) {
        return messages.getMessage(code, details, LocaleContextHolder.getLocale());
    }
}
