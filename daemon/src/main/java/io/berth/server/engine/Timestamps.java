package io.berth.server.engine;

import io.berth.problem.Problem.InvalidParameter;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment as filters give it: seconds since the epoch with an optional fraction, a date with or without time and zone
 * (RFC 3339 and its shorter forms; the machine's zone where it has none), or a duration before now ({@code 1h30m}).
 */
final class Timestamps {
    private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d*)?(?:ns|us|µs|ms|s|m|h))+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d*)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,18}(?:\\.\\d{1,9})?");
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd['T'HH[:mm[:ss]]]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter();

    private Timestamps() {}

    /**
     * Reads the value of an {@code until} filter.
     *
     * @throws InvalidParameter in the engine's words
     */
    static Instant until(String text, Instant now) {
        return find(text, now)
                .orElseThrow(() -> new InvalidParameter(
                        "invalid value for 'until' filter: failed to parse value as time or duration: invalid seconds \""
                                + text + "\": invalid syntax"));
    }

    /** The moment that the text tells, seen from {@code now}; empty where it tells none. */
    static Optional<Instant> find(String text, Instant now) {
        try {
            if (DURATION.matcher(text).matches()) {
                return Optional.of(now.minus(duration(text)));
            }
            if (SECONDS.matcher(text).matches()) {
                return Optional.of(seconds(text));
            }
            return Optional.of(date(text));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Duration duration(String text) {
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            long unit = NANOS.getOrDefault(part.group(2), 1L);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        return Duration.ofNanos(nanos.toBigInteger().longValueExact());
    }

    private static Instant seconds(String text) {
        BigDecimal value = new BigDecimal(text);
        long whole = value.toBigInteger().longValueExact();
        long nanos = value.remainder(BigDecimal.ONE).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole, nanos);
    }

    private static Instant date(String text) {
        var parsed = DATE.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return switch (parsed) {
            case OffsetDateTime moment -> moment.toInstant();
            case LocalDateTime local -> local.atZone(ZoneId.systemDefault()).toInstant();
            default -> throw new DateTimeException("no date");
        };
    }
}
