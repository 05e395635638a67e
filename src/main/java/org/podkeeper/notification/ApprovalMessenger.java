package org.podkeeper.notification;

import org.podkeeper.approval.Approval;
import org.podkeeper.approval.ApprovalAsked;
import org.podkeeper.approval.ApprovalDecided;
import org.podkeeper.approval.ApprovalState;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells those who may decide what is asked for beyond limits, and who asked what was decided. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class ApprovalMessenger {
    private final Inbox inbox;
    private final Sentences sentences;

    ApprovalMessenger(Inbox inbox, Sentences sentences) {
        this.inbox = inbox;
        this.sentences = sentences;
    }

    @EventListener
    public void on(ApprovalAsked event) {
        Approval approval = event.approval();
        String title = say("APPROVAL_ASKED.title", event.by().fullName());
        String body = say("APPROVAL_ASKED.body", approval.why(), approval.refused());
        event.deciders()
                .forEach(decider -> inbox.post(decider, MessageKind.APPROVAL_ASKED, title, body, page(approval)));
    }

    @EventListener
    public void on(ApprovalDecided event) {
        Approval approval = event.approval();
        boolean agreed = approval.state() == ApprovalState.APPROVED;
        String kind = approval.state() == ApprovalState.EXPIRED
                ? "REQUEST_EXPIRED"
                : approval.state().name();
        String body = approval.state() == ApprovalState.EXPIRED
                ? say("REQUEST_EXPIRED.body")
                : approval.answer().isEmpty()
                        ? say("APPROVED.by", String.valueOf(approval.decidedBy()))
                        : say("APPROVED.says", String.valueOf(approval.decidedBy()), approval.answer());
        inbox.post(
                approval.askedBy(),
                agreed ? MessageKind.APPROVED : MessageKind.NOT_APPROVED,
                say(kind + ".title", String.valueOf(approval.number())),
                body,
                approval.booking() == null ? page(approval) : "/bookings/" + approval.booking());
    }

    private static String page(Approval approval) {
        return "/bookings/requests/" + approval.id();
    }

    private String say(String code, Object... arguments) {
        return sentences.say(code, arguments);
    }
}
