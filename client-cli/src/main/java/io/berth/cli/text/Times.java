package io.berth.cli.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points in time as docker writes them, in the machine's zone unless said otherwise. */
public final class Times {
    private Times() {}

    /** {@code 2025-01-01 00:00:00 +0000 UTC}. */
    public static String plain(long unixSeconds) {
        ZonedDateTime time = Instant.ofEpochSecond(unixSeconds).atZone(zone());
        return date(time) + " " + clock(time) + " " + offset(time.getOffset(), false) + " " + zoneName(time);
    }

    /** {@code 2025-01-01T00:00:00Z}. */
    public static String rfc3339(long unixSeconds) {
        ZonedDateTime time = Instant.ofEpochSecond(unixSeconds).atZone(zone());
        return date(time) + "T" + clock(time) + zulu(time.getOffset());
    }

    /** {@code 2025-01-01T00:00:00.000000001Z}: always nine digits. */
    public static String rfc3339Nano(long seconds, long nanos) {
        ZonedDateTime time = Instant.ofEpochSecond(seconds, nanos).atZone(zone());
        String fraction = Long.toString(1_000_000_000L + time.getNano()).substring(1);
        return date(time) + "T" + clock(time) + "." + fraction + zulu(time.getOffset());
    }

    /** {@code Fri Jun  5 12:07:14 2025} in the time's own zone, or the text itself where it is no RFC 3339 time. */
    public static String ansi(String rfc3339) {
        try {
            OffsetDateTime time = Rfc3339.parse(rfc3339);
            return short3(time.getDayOfWeek()) + " " + short3(time.getMonth()) + " "
                    + Texts.right(Integer.toString(time.getDayOfMonth()), 2) + " "
                    + two(time.getHour()) + ":" + two(time.getMinute()) + ":" + two(time.getSecond()) + " "
                    + time.getYear();
        } catch (DateTimeException e) {
            return rfc3339;
        }
    }

    /** {@code FRIDAY} as {@code Fri}. */
    private static String short3(Enum<?> day) {
        return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
    }

    /** Unix seconds of an RFC 3339 time, 0 where it is none. */
    public static long seconds(String rfc3339) {
        try {
            return Rfc3339.parse(rfc3339).toEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /**
     * The instant a person means by a date with as many parts as they cared to give:
     * {@code 2025-01-01}, {@code 2025-01-01T10}, {@code …T10:11}, {@code …T10:11:12.5}, each with a zone or not.
     */
    public static Instant parse(String text) {
        if (text.length() == 10 || (text.endsWith("Z") && text.length() == 11)) {
            LocalDate date = LocalDate.parse(text.substring(0, 10));
            return date.atStartOfDay(text.length() == 11 ? ZoneOffset.UTC : zone())
                    .toInstant();
        }
        int zoneAt = zoneStart(text);
        String local = text.substring(0, zoneAt);
        String padded = local.length() == 13 ? local + ":00" : local;
        LocalDateTime time = LocalDateTime.parse(padded, DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        return time.atZone(zoneAt == text.length() ? zone() : ZoneId.of(text.substring(zoneAt)))
                .toInstant();
    }

    private static int zoneStart(String text) {
        for (int i = 10; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'Z' || c == '+' || c == '-') {
                return i;
            }
        }
        return text.length();
    }

    private static ZoneId zone() {
        return ZoneId.systemDefault();
    }

    private static String zoneName(ZonedDateTime time) {
        return time.getOffset().getTotalSeconds() == 0 && isUtc(time.getZone())
                ? "UTC"
                : DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    }

    private static boolean isUtc(ZoneId zone) {
        return switch (zone.getId()) {
            case "Z", "UTC", "Etc/UTC", "GMT", "Universal", "Zulu", "Etc/UCT", "UCT" -> true;
            default -> false;
        };
    }

    private static String date(ZonedDateTime time) {
        String year = Integer.toString(time.getYear());
        return "0".repeat(Math.max(0, 4 - year.length())) + year + "-" + two(time.getMonthValue()) + "-"
                + two(time.getDayOfMonth());
    }

    private static String clock(ZonedDateTime time) {
        return two(time.getHour()) + ":" + two(time.getMinute()) + ":" + two(time.getSecond());
    }

    private static String zulu(ZoneOffset offset) {
        return offset.getTotalSeconds() == 0 ? "Z" : offset(offset, true);
    }

    private static String offset(ZoneOffset offset, boolean colon) {
        int seconds = offset.getTotalSeconds();
        int minutes = Math.abs(seconds) / 60;
        return (seconds < 0 ? "-" : "+") + two(minutes / 60) + (colon ? ":" : "") + two(minutes % 60);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
