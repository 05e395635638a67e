package org.podkeeper.notification.web;

import java.time.Duration;
import org.podkeeper.notification.calendar.CalendarFeeds;
import org.podkeeper.web.NotFound;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.WebRequest;

/** What calendar programs read. Whoever knows the address may. */
@Controller
class CalendarFeedPage {
    private final CalendarFeeds feeds;

    CalendarFeedPage(CalendarFeeds feeds) {
        this.feeds = feeds;
    }

    @GetMapping("/calendar/feed/{secret}.ics")
    ResponseEntity<byte[]> read(@PathVariable String secret, WebRequest request) {
        byte[] calendar = feeds.read(secret)
                .orElseThrow(() -> new NotFound("A calendar"))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String tag = "\"" + DigestUtils.md5DigestAsHex(calendar) + "\"";
        if (request.checkNotModified(tag)) {
            return ResponseEntity.status(org.springframework.http.HttpStatus.NOT_MODIFIED)
                    .eTag(tag)
                    .build();
        }
        return ResponseEntity.ok()
                .eTag(tag)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePrivate())
                .header(HttpHeaders.CONTENT_TYPE, "text/calendar; charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"podkeeper.ics\"")
                .body(calendar);
    }
}
