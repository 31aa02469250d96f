package io.berth.cli.template;

import io.berth.cli.json.JsonNumber;
import io.berth.cli.json.JsonWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Go's print functions: the verbs {@code v s d q x X t f g e c T %} with flags, width and precision. */
final class GoFormat {
    /** A wider field is refused: it would only fill memory. */
    private static final int WIDTH_MAX = 10_000;

    private final String format;
    private final List<?> arguments;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private int used;

    private boolean left;
    private boolean zeros;
    private boolean plus;
    private boolean sharp;
    private int width;
    private int precision;

    private GoFormat(String format, List<?> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    /** Spaces stand between operands where neither is a string. */
    static String print(List<?> arguments) {
        StringBuilder out = new StringBuilder();
        Object before = "";
        for (Object argument : arguments) {
            if (!(before instanceof String) && !(argument instanceof String)) {
                out.append(' ');
            }
            out.append(GoValue.print(argument));
            before = argument;
        }
        return out.toString();
    }

    static String printLine(List<?> arguments) {
        StringBuilder out = new StringBuilder();
        for (Object argument : arguments) {
            out.append(out.isEmpty() ? "" : " ").append(GoValue.print(argument));
        }
        return out.append('\n').toString();
    }

    static String format(String format, List<?> arguments) {
        GoFormat go = new GoFormat(format, arguments);
        go.run();
        return go.out.toString();
    }

    private void run() {
        while (position < format.length()) {
            char c = format.charAt(position++);
            if (c != '%') {
                out.append(c);
            } else if (position == format.length()) {
                out.append("%!(NOVERB)");
            } else {
                verb();
            }
        }
        if (used < arguments.size()) {
            out.append("%!(EXTRA ");
            for (int i = used; i < arguments.size(); i++) {
                Object extra = arguments.get(i);
                out.append(i > used ? ", " : "")
                        .append(GoValue.type(extra))
                        .append('=')
                        .append(GoValue.print(extra));
            }
            out.append(')');
        }
    }

    private void verb() {
        flags();
        width = number();
        precision = -1;
        if (position < format.length() && format.charAt(position) == '.') {
            position++;
            precision = number();
        }
        char verb = position < format.length() ? format.charAt(position++) : '!';
        if (verb == '%') {
            out.append('%');
        } else if (used >= arguments.size()) {
            out.append("%!").append(verb).append("(MISSING)");
        } else {
            pad(value(verb, arguments.get(used++)));
        }
    }

    private void flags() {
        left = false;
        zeros = false;
        plus = false;
        sharp = false;
        for (; position < format.length(); position++) {
            switch (format.charAt(position)) {
                case '-' -> left = true;
                case '0' -> zeros = true;
                case '+' -> plus = true;
                case '#' -> sharp = true;
                case ' ' -> {}
                default -> {
                    return;
                }
            }
        }
    }

    private int number() {
        int number = 0;
        while (position < format.length() && Character.isDigit(format.charAt(position))) {
            number = Math.min(number * 10 + format.charAt(position++) - '0', WIDTH_MAX);
        }
        return number;
    }

    private String value(char verb, @Nullable Object value) {
        if (verb == 'T') {
            return GoValue.type(value);
        }
        if (verb == 'v') {
            return sharp && value instanceof String text ? quote(text) : signed(GoValue.print(value), value);
        }
        return switch (value) {
            case null -> "%!" + verb + "(<nil>)";
            case String text -> text(verb, text);
            case Long number -> integer(verb, number);
            case JsonNumber number when number.isInteger() -> integer(verb, number.asLong());
            case JsonNumber number -> fraction(verb, number.asDouble());
            case Double number -> fraction(verb, number);
            case Boolean flag when verb == 't' -> flag.toString();
            default -> verb == 's' ? GoValue.print(value) : bad(verb, value);
        };
    }

    private String text(char verb, String text) {
        String cut = precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
        return switch (verb) {
            case 's' -> cut;
            case 'q' -> quote(cut);
            case 'x', 'X' -> {
                StringBuilder hex = new StringBuilder();
                for (byte b : cut.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
                    hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
                }
                yield verb == 'x' ? hex.toString() : hex.toString().toUpperCase(Locale.ROOT);
            }
            default -> bad(verb, text);
        };
    }

    private String integer(char verb, long number) {
        return switch (verb) {
            case 'd' -> signed(Long.toString(number), number);
            case 'x' -> (sharp ? "0x" : "") + Long.toString(number, 16);
            case 'X' -> (sharp ? "0X" : "") + Long.toString(number, 16).toUpperCase(Locale.ROOT);
            case 'o' -> Long.toString(number, 8);
            case 'b' -> Long.toString(number, 2);
            case 'c' -> Character.toString((int) number);
            case 'q' -> "'" + Character.toString((int) number) + "'";
            default -> bad(verb, number);
        };
    }

    private String fraction(char verb, double number) {
        return switch (verb) {
            case 'f', 'F' ->
                signed(
                        new BigDecimal(number)
                                .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
                                .toPlainString(),
                        number);
            case 'g', 'G' -> signed(general(number), number);
            case 'e', 'E' -> String.format(Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + verb, number);
            default -> bad(verb, number);
        };
    }

    private String signed(String printed, @Nullable Object value) {
        return plus && !(value instanceof String) && !printed.startsWith("-") ? "+" + printed : printed;
    }

    /** The shortest text that reads back as the number; an exponent from 1e+21 on and below 1e-04. */
    static String general(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }
        if (number == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 21) {
            return exact.toPlainString();
        }
        String power = Integer.toString(Math.abs(exponent));
        return exact.movePointLeft(exponent).toPlainString()
                + (exponent < 0 ? "e-" : "e+")
                + (power.length() < 2 ? "0" : "")
                + power;
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        new JsonWriter(quoted, false).string(text);
        return quoted.toString();
    }

    private static String bad(char verb, Object value) {
        return "%!" + verb + "(" + GoValue.type(value) + "=" + GoValue.print(value) + ")";
    }

    private void pad(String text) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            out.append(text);
        } else if (left) {
            out.append(text).append(" ".repeat(missing));
        } else if (zeros && (text.startsWith("-") || text.startsWith("+"))) {
            out.append(text.charAt(0)).append("0".repeat(missing)).append(text, 1, text.length());
        } else {
            out.append((zeros ? "0" : " ").repeat(missing)).append(text);
        }
    }
}
