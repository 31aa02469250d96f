package io.berth.cli.flag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The flags and arguments a user gave. A command line with {@code --help} has no arguments checked. */
public final class Flags {
    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private boolean help;

    private Flags() {}

    /**
     * Reads a command's own part of the command line: flags and arguments in any order, {@code --}
     * ends the flags. {@code warn} gets what docker says beside.
     */
    public static Flags parse(Spec spec, List<String> line, Consumer<String> warn) {
        Flags flags = new Flags();
        int end = new Reader(spec, line, warn, flags, true).read();
        flags.arguments.addAll(line.subList(end, line.size()));
        if (!flags.help) {
            spec.check(flags.arguments.size());
        }
        return flags;
    }

    /** Reads the flags before a command; {@link #arguments} begin with the command. */
    public static Flags parseLeading(Spec spec, List<String> line, Consumer<String> warn) {
        Flags flags = new Flags();
        int end = new Reader(spec, line, warn, flags, false).read();
        flags.arguments.addAll(line.subList(end, line.size()));
        return flags;
    }

    void askHelp() {
        help = true;
    }

    void set(Flag flag, String value) {
        List<String> all = values.computeIfAbsent(flag.name(), _ -> new ArrayList<>());
        if (flag.kind() == Flag.Kind.SWITCH || flag.kind() == Flag.Kind.TEXT) {
            all.clear();
        }
        all.add(value);
    }

    void argument(String argument) {
        arguments.add(argument);
    }

    public boolean isHelp() {
        return help;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public boolean is(String name) {
        return is(name, false);
    }

    public boolean is(String name, boolean standard) {
        List<String> value = values.get(name);
        return value == null ? standard : value.getLast().equals("true");
    }

    /** The last value given, or nothing. */
    public String text(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.getLast();
    }

    public List<String> all(String name) {
        List<String> all = values.get(name);
        return all == null ? List.of() : all;
    }

    public List<String> arguments() {
        return arguments;
    }

    /** The only argument, or null where there is none. */
    public @Nullable String argument() {
        return arguments.isEmpty() ? null : arguments.getFirst();
    }
}
