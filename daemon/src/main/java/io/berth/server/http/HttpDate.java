package io.berth.server.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} header's value, formatted once a second (RFC 9110, 5.6.7). */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'")
            .withLocale(Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static volatile HttpDate last = new HttpDate(0);

    private final long second;
    private final String text;

    private HttpDate(long second) {
        this.second = second;
        this.text = FORMAT.format(Instant.ofEpochSecond(second));
    }

    static String now() {
        long second = System.currentTimeMillis() / 1000;
        HttpDate date = last;
        if (date.second != second) {
            date = new HttpDate(second);
            last = date;
        }
        return date.text;
    }
}
