package io.berth.cli.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers of bytes for people, in steps of 1000 (or 1024) and a number of significant digits. */
public final class Sizes {
    private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};

    private static final long[] POWERS = {1, 10, 100, 1000};

    private Sizes() {}

    /** Four digits, as in progress rows and totals: {@code 4.194MB}. */
    public static String human(long size) {
        return human(size, 4);
    }

    /** Three digits, as in lists: {@code 3.1MB}. */
    public static String three(long size) {
        return human(size, 3);
    }

    private static String human(long size, int digits) {
        return scaled(size, 1000, DECIMAL, digits);
    }

    /** Four digits in steps of 1024: {@code 23.54GiB}. */
    public static String binary(long size) {
        return scaled(size, 1024, BINARY, 4);
    }

    private static String scaled(long size, int step, String[] units, int digits) {
        int unit = 0;
        double value = (double) size;
        while (value >= step && unit < units.length - 1) {
            value /= step;
            unit++;
        }
        return significant(value, digits) + units[unit];
    }

    /** As C's {@code %.Ng} for a value from 0 to 1024: so many significant digits, no zeros at the end. */
    static String significant(double value, int digits) {
        int decimals = digits - (value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4);
        if (decimals < 0) {
            return rounded(value, digits);
        }
        long power = POWERS[decimals];
        long below = (long) (value * (double) power);
        // What the double holds decides near a tie: exact, and one instruction where BigDecimal costs 10 ms to load.
        double overHalf = Math.fma(value, (double) power, -(below + 0.5));
        long nearest = overHalf < 0 || (overHalf == 0 && below % 2 == 0) ? below : below + 1;
        if (digits == 3 && nearest / power == 1000) {
            return rounded(value, digits);
        }
        return decimal(nearest / power, nearest % power, decimals);
    }

    private static String decimal(long whole, long fraction, int decimals) {
        if (fraction == 0) {
            return Long.toString(whole);
        }
        String digits = Long.toString(fraction);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return whole + "." + "0".repeat(decimals - digits.length()) + digits.substring(0, end);
    }

    private static String rounded(double value, int digits) {
        BigDecimal plain = new BigDecimal(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = plain.precision() - plain.scale() - 1;
        return exponent >= digits ? scientific(plain, exponent) : plain.toPlainString();
    }

    private static String scientific(BigDecimal value, int exponent) {
        String mantissa = value.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        String power = Integer.toString(exponent);
        return mantissa + "e+" + (power.length() < 2 ? "0" : "") + power;
    }
}
