package io.berth.cli.template;

import io.berth.cli.json.JsonNumber;
import io.berth.cli.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Go's built-in functions and docker's helpers. */
final class Functions {
    private static final String KNOWN =
            " and or not eq ne lt le gt ge len index slice print printf println html urlquery json split join title lower"
                    + " upper pad truncate ";

    /** Makes the errors, which quote the function, its whole call or one argument. */
    interface Failures {
        TemplateException ofName(String message);

        TemplateException ofCall(String message);

        TemplateException ofArgument(int argument, String message);
    }

    private final String name;
    private final List<@Nullable Object> arguments;
    private final Failures failures;

    private Functions(String name, List<@Nullable Object> arguments, Failures failures) {
        this.name = name;
        this.arguments = arguments;
        this.failures = failures;
    }

    static boolean isKnown(String name) {
        return KNOWN.contains(" " + name + " ");
    }

    /** Arguments that do not fit are reported through {@code failures}. */
    static @Nullable Object call(String name, List<@Nullable Object> arguments, Failures failures) {
        return new Functions(name, arguments, failures).call();
    }

    private @Nullable Object call() {
        return switch (name) {
            case "and", "or" -> {
                atLeast(1);
                yield arguments.getLast();
            }
            case "not" -> !GoValue.truth(only());
            case "eq", "ne", "lt", "le", "gt", "ge" -> compare();
            case "len" -> length(only());
            case "index" -> index();
            case "slice" -> slice();
            case "print" -> GoFormat.print(arguments);
            case "println" -> GoFormat.printLine(arguments);
            case "printf" -> {
                atLeast(1);
                yield GoFormat.format(text(0), arguments.subList(1, arguments.size()));
            }
            case "html" -> html(GoFormat.print(arguments));
            case "urlquery" -> URLEncoder.encode(GoFormat.print(arguments), StandardCharsets.UTF_8);
            case "json" -> GoValue.json(only());
            default -> helper();
        };
    }

    private Object helper() {
        return switch (name) {
            case "split" -> {
                exactly(2);
                yield split(text(0), text(1));
            }
            case "join" -> {
                exactly(2);
                yield join();
            }
            case "pad" -> {
                exactly(3);
                String text = text(0);
                yield text.isEmpty() ? "" : " ".repeat(count(1)) + text + " ".repeat(count(2));
            }
            case "truncate" -> {
                exactly(2);
                String text = text(0);
                yield text.length() < count(1) ? text : text.substring(0, count(1));
            }
            default -> changedCase();
        };
    }

    private String changedCase() {
        exactly(1);
        return switch (name) {
            case "lower" -> text(0).toLowerCase(Locale.ROOT);
            case "upper" -> text(0).toUpperCase(Locale.ROOT);
            default -> title(text(0));
        };
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        if (separator.isEmpty()) {
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
            return parts;
        }
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    private String join() {
        if (!(arguments.getFirst() instanceof List<?> list)) {
            throw wrongType(0, "[]string");
        }
        StringBuilder joined = new StringBuilder();
        for (Object element : list) {
            joined.append(joined.isEmpty() ? "" : text(1)).append(GoValue.print(element));
        }
        return joined.toString();
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char before = i == 0 ? ' ' : text.charAt(i - 1);
            if (!Character.isLetterOrDigit(before) && before != '_') {
                out.setCharAt(i, Character.toTitleCase(text.charAt(i)));
            }
        }
        return out.toString();
    }

    private long length(@Nullable Object value) {
        return switch (value) {
            case null -> throw failed("len of nil pointer");
            case String text -> text.getBytes(StandardCharsets.UTF_8).length;
            case List<?> list -> list.size();
            case JsonObject object -> object.members().size();
            default -> throw failed("len of type " + GoValue.type(value));
        };
    }

    private @Nullable Object index() {
        atLeast(1);
        Object item = arguments.getFirst();
        for (int i = 1; i < arguments.size(); i++) {
            item = element(item, i);
        }
        return item;
    }

    private @Nullable Object element(@Nullable Object item, int argument) {
        return switch (item) {
            case null -> throw failed("index of untyped nil");
            case JsonObject object -> {
                String key = text(argument);
                yield object.has(key) ? object.get(key) : zero(object);
            }
            case List<?> list -> list.get(position(argument, list.size() - 1));
            case String text -> (long) text.charAt(position(argument, text.length() - 1));
            default -> throw failed("can't index item of type " + GoValue.type(item));
        };
    }

    /** A map of strings, as labels are, has the empty string for a missing key. */
    private static @Nullable Object zero(JsonObject object) {
        return object.members().values().stream().allMatch(String.class::isInstance) ? "" : null;
    }

    private Object slice() {
        atLeast(1);
        Object item = arguments.getFirst();
        int size = (int) length(item);
        int from = arguments.size() > 1 ? position(1, size) : 0;
        int to = arguments.size() > 2 ? position(2, size) : size;
        if (from > to) {
            throw failed("invalid slice index: " + from + " > " + to);
        }
        return switch (item) {
            case String text -> text.substring(from, to);
            case List<?> list -> list.subList(from, to);
            case null, default -> throw failed("can't slice item of type " + GoValue.type(item));
        };
    }

    private int position(int argument, int max) {
        long position = integer(argument);
        if (position < 0 || position > max) {
            throw failed("index out of range: " + position);
        }
        return (int) position;
    }

    private boolean compare() {
        atLeast(name.equals("eq") ? 1 : 2);
        try {
            return Comparison.holds(name, arguments);
        } catch (IllegalArgumentException e) {
            throw failed("incompatible types for comparison");
        }
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || (value instanceof JsonNumber number && number.isInteger());
    }

    static long asLong(Object value) {
        return value instanceof JsonNumber number ? number.asLong() : (Long) value;
    }

    private @Nullable Object only() {
        exactly(1);
        return arguments.getFirst();
    }

    private String text(int argument) {
        Object value = arguments.get(argument);
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(argument, "string");
    }

    private long integer(int argument) {
        Object value = arguments.get(argument);
        if (value == null || !isInteger(value)) {
            throw wrongType(argument, "int");
        }
        return asLong(value);
    }

    private int count(int argument) {
        return Math.clamp(integer(argument), 0, 10_000);
    }

    private void exactly(int count) {
        if (arguments.size() != count) {
            throw failures.ofName("wrong number of args for " + name + ": want " + count + " got " + arguments.size());
        }
    }

    private void atLeast(int count) {
        if (arguments.size() < count) {
            throw failures.ofName(
                    "wrong number of args for " + name + ": want at least " + count + " got " + arguments.size());
        }
    }

    private TemplateException wrongType(int argument, String wanted) {
        return failures.ofArgument(
                argument,
                "wrong type for value; expected " + wanted + "; got " + GoValue.type(arguments.get(argument)));
    }

    private TemplateException failed(String message) {
        return failures.ofCall("error calling " + name + ": " + message);
    }
}
