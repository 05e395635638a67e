package org.podkeeper.notification.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.notification.Inbox;
import org.podkeeper.notification.Message;
import org.podkeeper.notification.MessageId;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.web.NotFound;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Inboxes for programs. */
@RestController
@RequestMapping("/api/v1/inbox")
@Tag(name = "Inbox", description = "What you were told: failures, moves, answers")
class InboxResource {
    private final Inbox inbox;

    InboxResource(Inbox inbox) {
        this.inbox = inbox;
    }

    record MessageJson(
            UUID id,
            MessageKind kind,
            String title,
            String body,

            @Schema(description = "path of the page that it is about") @Nullable
            String link,

            Instant at,
            @Nullable Instant readAt) {
        static MessageJson of(Message message) {
            return new MessageJson(
                    message.id().value(),
                    message.kind(),
                    message.title(),
                    message.body(),
                    message.link(),
                    message.at(),
                    message.readAt());
        }
    }

    @GetMapping
    @Operation(
            summary = "Read your inbox",
            description = "The newest 200, newest first; with unread=true only new ones.")
    List<MessageJson> list(@RequestParam(defaultValue = "false") boolean unread, Person person) {
        return inbox.of(person.id(), unread).stream().map(MessageJson::of).toList();
    }

    @PostMapping("/{id}/read")
    @Operation(summary = "Mark a message as read")
    MessageJson read(@PathVariable UUID id, Person person) {
        return inbox.read(new MessageId(id), person.id())
                .map(MessageJson::of)
                .orElseThrow(() -> new NotFound("Message " + id));
    }
}
