package io.berth.cli.text;

/** Small changes to a text that several columns share. */
public final class Texts {
    private static final int SHORT_ID = 12;

    private Texts() {}

    /** At most that many characters, the last an ellipsis where something was cut. */
    public static String ellipsis(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }

    /** At most that many characters. */
    public static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length));
    }

    /** An ID's first twelve digits, without the algorithm. */
    public static String shortId(String id) {
        String digits = id.substring(id.indexOf(':') + 1);
        return digits.length() > SHORT_ID ? digits.substring(0, SHORT_ID) : digits;
    }

    public static String repeat(char c, int count) {
        return String.valueOf(c).repeat(Math.max(0, count));
    }

    /** Spaces before the text up to that width. */
    public static String right(String text, int width) {
        return repeat(' ', width - Columns.width(text)) + text;
    }

    /** Spaces after the text up to that width. */
    public static String left(String text, int width) {
        return text + repeat(' ', width - Columns.width(text));
    }

    public static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
