package io.berth.remote;

import io.berth.io.RemoteLimits;
import io.berth.remote.transport.HttpAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of an answer tell of a limit: Docker Hub's ({@code ratelimit-limit: 100;w=21600}), those of the IETF's
 * drafts ({@code RateLimit-Limit} and so on, {@code RateLimit: "default";r=9;t=60}), GitHub's ({@code X-RateLimit-*}), and
 * a 429 with {@code Retry-After}. Numbers that are none are not told.
 */
record RateLimitHeaders(
        String source,
        long limit,
        long remaining,
        @Nullable Duration window,
        @Nullable Instant resets) {
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,15})");

    /** A reset above this is a moment in Unix time, and one below it a number of seconds. */
    private static final long MOMENT_MIN = 1_000_000_000;

    private static final long SECONDS_MAX = RemoteLimits.RATE_LIMIT_WINDOW_MAX.toSeconds();

    /** Empty where the answer tells nothing. */
    static Optional<RateLimitHeaders> of(HttpAnswer answer, Instant now) {
        String limits = text(answer, "RateLimit-Limit", "X-RateLimit-Limit");
        String remains = text(answer, "RateLimit-Remaining", "X-RateLimit-Remaining");
        String policy = text(answer, "RateLimit-Policy");
        String combined = text(answer, "RateLimit");
        long limit = first(number(limits), parameter(policy, "q"), parameter(combined, "limit"));
        long remaining = first(number(remains), parameter(combined, "r"), parameter(combined, "remaining"));
        long window = first(parameter(limits, "w"), parameter(remains, "w"), parameter(policy, "w"));
        long reset = first(
                number(text(answer, "RateLimit-Reset", "X-RateLimit-Reset")),
                parameter(combined, "t"),
                parameter(combined, "reset"));
        Optional<Duration> retry = Answers.retryAfter(answer);
        if (answer.status() == 429) {
            remaining = 0;
        } else if (limit < 0 && remaining < 0) {
            return Optional.empty();
        }
        return Optional.of(new RateLimitHeaders(
                source(answer),
                limit,
                remaining,
                window < 0 || window > SECONDS_MAX ? null : Duration.ofSeconds(window),
                answer.status() == 429 && retry.isPresent()
                        ? now.plusSeconds(Math.min(retry.get().toSeconds(), SECONDS_MAX))
                        : moment(reset, now)));
    }

    private static String source(HttpAnswer answer) {
        return RemoteError.clean(text(answer, "Docker-RateLimit-Source"), RemoteLimits.RATE_LIMIT_SOURCE_LENGTH_MAX);
    }

    private static @Nullable Instant moment(long reset, Instant now) {
        if (reset < 0) {
            return null;
        }
        long seconds = reset >= MOMENT_MIN ? reset - now.getEpochSecond() : reset;
        return seconds > SECONDS_MAX ? null : now.plusSeconds(Math.max(0, seconds));
    }

    private static String text(HttpAnswer answer, String... names) {
        for (String name : names) {
            Optional<String> value = answer.header(name);
            if (value.isPresent()) {
                return value.get();
            }
        }
        return "";
    }

    private static long first(OptionalLong... values) {
        for (OptionalLong value : values) {
            if (value.isPresent()) {
                return value.getAsLong();
            }
        }
        return -1;
    }

    private static OptionalLong number(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.lookingAt() ? OptionalLong.of(Long.parseLong(number.group(1))) : OptionalLong.empty();
    }

    private static OptionalLong parameter(String text, String name) {
        Matcher found =
                Pattern.compile("(?:^|[;,\\s])" + name + "\\s*=\\s*(\\d{1,15})").matcher(text);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }
}
