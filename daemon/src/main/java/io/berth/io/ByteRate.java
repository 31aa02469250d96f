package io.berth.io;

import io.berth.problem.Problem.InvalidParameter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes a second as people write them: {@code 500k}, {@code 10m}, {@code 1g}, in powers of 1024; 0 is no limit. */
public final class ByteRate {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kmg]?)(?:i?b)?(?:/s)?");

    private ByteRate() {}

    /**
     * Reads a rate.
     *
     * @return bytes a second
     * @throws InvalidParameter where the text is no rate
     */
    public static long parse(String text) {
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new InvalidParameter(
                    "invalid rate \"" + text + "\": bytes a second are expected, such as 500k or 10m");
        }
        int shift = parts.group(2).isEmpty() ? 0 : 10 * " kmg".indexOf(parts.group(2));
        return Math.min(Long.parseLong(parts.group(1)), Limits.RATE_MAX >> shift) << shift;
    }
}
