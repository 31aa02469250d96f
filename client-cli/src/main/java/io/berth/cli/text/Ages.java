package io.berth.cli.text;

/** Lengths of time for people: {@code 5 minutes}, {@code About an hour}, {@code 23 months}. */
public final class Ages {
    /** What Go's duration holds; longer ones say the same 292 years. */
    private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000_000_000;

    private Ages() {}

    /** From a Unix time in seconds to now: {@code 2 years ago}. */
    public static String since(long created) {
        return of(System.currentTimeMillis() / 1000 - created) + " ago";
    }

    public static String of(long seconds) {
        if (seconds < 1) {
            return "Less than a second";
        }
        if (seconds == 1) {
            return "1 second";
        }
        if (seconds < 60) {
            return seconds + " seconds";
        }
        long minutes = seconds / 60;
        if (minutes == 1) {
            return "About a minute";
        }
        if (minutes < 60) {
            return minutes + " minutes";
        }
        return hours(Math.min(seconds, SECONDS_MAX));
    }

    private static String hours(long seconds) {
        long hours = (seconds + 1800) / 3600;
        if (hours == 1) {
            return "About an hour";
        }
        if (hours < 48) {
            return hours + " hours";
        }
        if (hours < 24 * 7 * 2) {
            return hours / 24 + " days";
        }
        if (hours < 24 * 30 * 2) {
            return hours / 24 / 7 + " weeks";
        }
        if (hours < 24 * 365 * 2) {
            return hours / 24 / 30 + " months";
        }
        return seconds / 3600 / 24 / 365 + " years";
    }
}
