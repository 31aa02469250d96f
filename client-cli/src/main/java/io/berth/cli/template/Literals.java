package io.berth.cli.template;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of constants in a template. */
final class Literals {
    private Literals() {}

    /** A long, double, string, boolean or null; what is wrong with it goes through {@code error}. */
    static @Nullable Object value(Token token, Function<String, TemplateException> error) {
        String text = token.text();
        return switch (token.kind()) {
            case BOOL -> text.equals("true");
            case NUMBER -> number(text, error);
            case CHARACTER -> character(text, error);
            case STRING -> text.startsWith("`") ? text.substring(1, text.length() - 1) : unquote(text);
            case NIL -> null;
            default -> throw error.apply("not a constant: " + text);
        };
    }

    private static Object character(String quoted, Function<String, TemplateException> error) {
        String text = unquote(quoted);
        if (text.isEmpty() || text.codePointCount(0, text.length()) > 1) {
            throw error.apply("malformed character constant: " + quoted);
        }
        return (long) text.codePointAt(0);
    }

    private static Object number(String text, Function<String, TemplateException> error) {
        try {
            String digits = text.replace("_", "");
            if (digits.matches("[+-]?0[xX].*")) {
                return Long.decode(digits);
            }
            if (digits.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+')) {
                return Long.parseLong(digits);
            }
            if (digits.chars().anyMatch(c -> Character.isLetter(c) && c != 'e' && c != 'E')) {
                throw error.apply("bad number syntax: \"" + text + "\"");
            }
            return Double.parseDouble(digits);
        } catch (NumberFormatException e) {
            throw error.apply("bad number syntax: \"" + text + "\"");
        }
    }

    private static String unquote(String quoted) {
        StringBuilder out = new StringBuilder();
        int end = quoted.length() - 1;
        int i = 1;
        while (i < end) {
            char c = quoted.charAt(i);
            i++;
            if (c != '\\' || i >= end) {
                out.append(c);
                continue;
            }
            char escaped = quoted.charAt(i);
            i++;
            int digits = digits(escaped);
            if (digits > 0) {
                String code = quoted.substring(i, Math.min(i + digits, end));
                out.append(character(code));
                i += code.length();
            } else {
                out.append(simple(escaped));
            }
        }
        return out.toString();
    }

    /** Of a character given by its code. */
    private static int digits(char escaped) {
        return switch (escaped) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
    }

    private static char simple(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> '\u0007';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> '\u000b';
            default -> escaped;
        };
    }

    private static String character(String code) {
        try {
            return Character.toString(Integer.parseInt(code, 16));
        } catch (IllegalArgumentException e) {
            return "\uFFFD";
        }
    }
}
