package org.podkeeper.catalog;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable work of fetching an image. Its instance names the image and the attempt: {@code id/attempt}. */
@Configuration(proxyBeanMethods = false)
class ImageFetching {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("fetch-image");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int TRIES = 6;

    @Bean
    OneTimeTask<Void> fetchImage(ImageFetch fetch) {
        return Tasks.oneTime(TASK)
                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((instance, context) -> {
                    String[] parts = instance.getId().split("/", 2);
                    ImageId image = new ImageId(UUID.fromString(parts[0]));
                    boolean last = context.getExecution().consecutiveFailures >= TRIES - 1;
                    try {
                        fetch.run(image, Long.parseLong(parts[1]), last);
                    } catch (IOException e) {
                        throw new FetchInterrupted(e);
                    }
                });
    }

    /** Tells the scheduler to try again later. */
    private static class FetchInterrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FetchInterrupted(IOException cause) {
            super(cause);
        }
    }
}
