package io.berth.upkeep;

import io.berth.problem.Problem.InvalidParameter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How full a disk is: what all blobs of the store take, in bytes, or what is used of the file system, in percent.
 *
 * @param isPercent whether {@code amount} is of the file system's size
 */
record Level(long amount, boolean isPercent) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kmgt]?)b?|([0-9]{1,2})%");

    /**
     * Reads {@code 80%} or {@code 200g}; units are powers of 1024.
     *
     * @throws InvalidParameter where it is neither
     */
    static Level parse(String text) {
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new InvalidParameter("invalid level \"" + text + "\": 80% or 200g is expected");
        }
        if (parts.group(3) != null) {
            return new Level(Long.parseLong(parts.group(3)), true);
        }
        int shift = parts.group(2).isEmpty() ? 0 : 10 * " kmgt".indexOf(parts.group(2));
        return new Level(Math.min(Long.parseLong(parts.group(1)), Long.MAX_VALUE >> (shift + 1)) << shift, false);
    }

    boolean isBelow(Level other) {
        return isPercent == other.isPercent && amount < other.amount;
    }

    /** Whether more than this would be used when so many bytes are freed. */
    boolean isExceeded(Fullness disk, long freed) {
        return isPercent ? (disk.used() - freed) * 100 > disk.total() * amount : disk.store() - freed > amount;
    }

    /**
     * What is used now, in bytes.
     *
     * @param store by all blobs of the store
     * @param used of the file system
     * @param total size of the file system
     */
    record Fullness(long store, long used, long total) {}
}
