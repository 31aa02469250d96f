package io.berth.cli.text;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times as the API writes them. Read by hand: the JDK's formatters take 10 ms to make, at each start. */
final class Rfc3339 {
    private static final int SECONDS_END = 19;
    private static final int FRACTION_MAX = 9;

    private Rfc3339() {}

    /** {@code 2025-05-05T12:07:14.000000001+02:00}; what is none is a DateTimeException. */
    static OffsetDateTime parse(String text) {
        int zone = text.length() - (text.endsWith("Z") ? 1 : 6);
        if (zone < SECONDS_END || text.charAt(10) != 'T' || !hasAt(text, '-', 4, 7) || !hasAt(text, ':', 13, 16)) {
            throw none(text);
        }
        LocalDateTime local = LocalDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, SECONDS_END),
                nanos(text, zone));
        return OffsetDateTime.of(local, offset(text, zone));
    }

    private static int nanos(String text, int end) {
        int digits = end - SECONDS_END - 1;
        if (digits < 0) {
            return 0;
        }
        if (text.charAt(SECONDS_END) != '.' || digits < 1 || digits > FRACTION_MAX) {
            throw none(text);
        }
        int nanos = number(text, SECONDS_END + 1, end);
        for (int i = digits; i < FRACTION_MAX; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static ZoneOffset offset(String text, int at) {
        if (at == text.length() - 1) {
            return ZoneOffset.UTC;
        }
        char sign = text.charAt(at);
        if ((sign != '+' && sign != '-') || text.charAt(at + 3) != ':') {
            throw none(text);
        }
        int hours = number(text, at + 1, at + 3);
        int minutes = number(text, at + 4, at + 6);
        return sign == '-' ? ZoneOffset.ofHoursMinutes(-hours, -minutes) : ZoneOffset.ofHoursMinutes(hours, minutes);
    }

    private static boolean hasAt(String text, char wanted, int one, int other) {
        return text.charAt(one) == wanted && text.charAt(other) == wanted;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw none(text);
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static DateTimeException none(String text) {
        return new DateTimeException("no RFC 3339 time: " + text);
    }
}
