package org.podkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The texts of all modules together, as the portal finds them. */
class MessagesTest {
    private static final Pattern KEY = Pattern.compile("^([\\w.-]+)=", Pattern.MULTILINE);

    @Test
    void sayNothingTwiceUnderOneName() throws IOException {
        Map<String, Long> times = Arrays.stream(
                        new PathMatchingResourcePatternResolver().getResources("classpath:messages/*.properties"))
                .flatMap(MessagesTest::keys)
                .collect(Collectors.groupingBy(key -> key, Collectors.counting()));
        assertThat(times).hasSizeGreaterThan(500);
        assertThat(times).allSatisfy((key, often) -> assertThat(often).as(key).isEqualTo(1));
    }

    private static Stream<String> keys(Resource texts) {
        try {
            return KEY.matcher(texts.getContentAsString(StandardCharsets.UTF_8))
                    .results()
                    .map((MatchResult found) -> found.group(1));
        } catch (IOException e) {
            throw new AssertionError(texts.toString(), e);
        }
    }
}
