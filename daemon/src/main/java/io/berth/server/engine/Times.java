package io.berth.server.engine;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as the engine prints them: RFC 3339 with up to nine digits of the second and no zeros at their end. */
final class Times {
    /** What stands for a moment that is not known, in versions that must print one. */
    static final String NEVER = "0001-01-01T00:00:00Z";

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("XXX", Locale.ROOT);

    private Times() {}

    static String print(Instant moment) {
        return print(moment.atOffset(ZoneOffset.UTC));
    }

    /** The moment in its own offset. */
    static String print(OffsetDateTime moment) {
        StringBuilder text = new StringBuilder(SECONDS.format(moment));
        int nanos = moment.getNano();
        if (nanos > 0) {
            text.append('.').append(String.format(Locale.ROOT, "%09d", nanos));
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append(OFFSET.format(moment)).toString();
    }
}
