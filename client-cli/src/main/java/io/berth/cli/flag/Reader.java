package io.berth.cli.flag;

import io.berth.cli.problem.CliException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one command line into {@link Flags}, by the rules of the flag library that docker uses. */
final class Reader {
    private final Spec spec;
    private final List<String> line;
    private final Consumer<String> warn;
    private final Flags flags;
    private final boolean interspersed;
    private int next;

    Reader(Spec spec, List<String> line, Consumer<String> warn, Flags flags, boolean interspersed) {
        this.spec = spec;
        this.line = line;
        this.warn = warn;
        this.flags = flags;
        this.interspersed = interspersed;
    }

    /** Where the rest begins, which is arguments without exception. */
    int read() {
        while (next < line.size()) {
            String word = line.get(next);
            if (word.length() < 2 || word.charAt(0) != '-') {
                if (!interspersed) {
                    return next;
                }
                flags.argument(word);
                next++;
                continue;
            }
            next++;
            if (word.equals("--")) {
                return next;
            }
            if (word.startsWith("--")) {
                named(word.substring(2));
            } else {
                shorthands(word.substring(1));
            }
        }
        return next;
    }

    private void named(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (name.isEmpty() || name.startsWith("-")) {
            throw spec.wrongFlag("bad flag syntax: --" + word);
        }
        Flag flag = find(name);
        if (flag == null) {
            if (!name.equals("help")) {
                throw spec.wrongFlag("unknown flag: --" + name);
            }
            flags.askHelp();
        } else if (equals >= 0) {
            set(flag, word.substring(equals + 1));
        } else if (flag.kind() == Flag.Kind.SWITCH) {
            set(flag, "true");
        } else {
            set(flag, value("--" + name));
        }
    }

    private void shorthands(String word) {
        for (int i = 0; i < word.length(); i++) {
            Flag flag = find(word.charAt(i));
            if (flag == null) {
                if (word.charAt(i) != 'h') {
                    throw spec.wrongFlag("unknown shorthand flag: '" + word.charAt(i) + "' in -" + word.substring(i));
                }
                warn.accept("Flag shorthand -h has been deprecated, use --help");
                flags.askHelp();
                continue;
            }
            String rest = word.substring(i + 1);
            if (rest.startsWith("=")) {
                set(flag, rest.substring(1));
                return;
            }
            if (flag.kind() == Flag.Kind.SWITCH) {
                set(flag, "true");
                continue;
            }
            set(flag, rest.isEmpty() ? value("'" + word.charAt(i) + "' in -" + word.substring(i)) : rest);
            return;
        }
    }

    private String value(String display) {
        if (next >= line.size()) {
            throw spec.wrongFlag("flag needs an argument: " + display);
        }
        return line.get(next++);
    }

    private @Nullable Flag find(String name) {
        for (Flag flag : spec.flags()) {
            if (flag.name().equals(name)) {
                return flag;
            }
        }
        return null;
    }

    private @Nullable Flag find(char shorthand) {
        for (Flag flag : spec.flags()) {
            if (flag.shorthand() == shorthand) {
                return flag;
            }
        }
        return null;
    }

    private void set(Flag flag, String value) {
        switch (flag.kind()) {
            case SWITCH -> flags.set(flag, Boolean.toString(bool(flag, value)));
            case TEXT, LIST -> flags.set(flag, value);
            case FILTER -> {
                if (!value.isEmpty()) {
                    flags.set(flag, filter(flag, value));
                }
            }
        }
    }

    private boolean bool(Flag flag, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw wrong(flag, value, "strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        };
    }

    private String filter(Flag flag, String value) {
        int equals = value.indexOf('=');
        if (equals < 0) {
            throw wrong(flag, value, "bad format of filter (expected name=value)");
        }
        return value.substring(0, equals).strip().toLowerCase(Locale.ROOT) + "="
                + value.substring(equals + 1).strip();
    }

    private CliException wrong(Flag flag, String value, String reason) {
        return spec.wrongFlag("invalid argument \"" + value + "\" for \"" + flag.display() + "\" flag: " + reason);
    }
}
