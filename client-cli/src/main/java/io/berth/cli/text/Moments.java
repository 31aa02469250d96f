package io.berth.cli.text;

import java.time.DateTimeException;
import java.time.Instant;

/** Times as users give them to {@code --since} and {@code --until}, turned into Unix times for the API. */
public final class Moments {
    private static final String[] UNITS = {"ns", "us", "µs", "μs", "ms", "s", "m", "h"};
    private static final double[] SECONDS = {1e-9, 1e-6, 1e-6, 1e-6, 1e-3, 1, 60, 3600};

    private Moments() {}

    /**
     * A duration ({@code 1h30m}) counts back from now, a date is read as {@link Times#parse} does, a
     * number stays as it is. Anything else is refused with IllegalArgumentException.
     */
    public static String unix(String given, long nowMillis) {
        Double duration = given.equals("0") ? null : duration(given);
        if (duration != null) {
            return Long.toString(Math.floorDiv((long) (nowMillis - duration * 1000), 1000));
        }
        if (isNumber(given)) {
            return given;
        }
        try {
            Instant instant = Times.parse(given);
            String nanos = Long.toString(1_000_000_000L + instant.getNano()).substring(1);
            return instant.getEpochSecond() + "." + nanos;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(given, e);
        }
    }

    private static boolean isNumber(String given) {
        int dots = 0;
        for (int i = given.startsWith("-") ? 1 : 0; i < given.length(); i++) {
            char c = given.charAt(i);
            dots += c == '.' ? 1 : 0;
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return dots < 2 && !given.isEmpty() && !given.startsWith(".");
    }

    /** Seconds of a Go duration, or null where it is none. */
    private static @org.jspecify.annotations.Nullable Double duration(String given) {
        boolean negative = given.startsWith("-");
        int i = negative || given.startsWith("+") ? 1 : 0;
        double seconds = 0;
        if (i == given.length()) {
            return null;
        }
        while (i < given.length()) {
            int start = i;
            while (i < given.length() && (Character.isDigit(given.charAt(i)) || given.charAt(i) == '.')) {
                i++;
            }
            int unit = unit(given, i);
            if (i == start
                    || unit < 0
                    || given.substring(start, i).indexOf('.')
                            != given.substring(start, i).lastIndexOf('.')) {
                return null;
            }
            seconds += Double.parseDouble("0" + given.substring(start, i)) * SECONDS[unit];
            i += UNITS[unit].length();
        }
        return negative ? -seconds : seconds;
    }

    private static int unit(String given, int at) {
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (given.startsWith(UNITS[unit], at)) {
                return unit;
            }
        }
        return -1;
    }
}
