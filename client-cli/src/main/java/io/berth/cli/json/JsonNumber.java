package io.berth.cli.json;

/** A number with the digits it had on the wire: {@code 1.10} stays {@code 1.10}, 64 bits lose nothing. */
public record JsonNumber(String text) {
    /** The value as a long; a fraction or exponent is cut, what does not fit is 0. */
    public long asLong() {
        try {
            return isInteger() ? Long.parseLong(text) : (long) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    public double asDouble() {
        return Double.parseDouble(text);
    }

    boolean isNumber() {
        if (isDigits(text.startsWith("-") ? 1 : 0)) {
            return true;
        }
        try {
            return !Double.isNaN(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private boolean isDigits(int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < text.length();
    }

    public boolean isInteger() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
