package io.berth;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The daemon's flags, in the forms that dockerd takes: {@code --flag value}, {@code --flag=value}, {@code -Hvalue}. */
final class CommandLine {
    /** What is wanted: to run with these settings, or only a text. */
    enum Wish {
        RUN,
        HELP,
        VERSION
    }

    private final Settings settings = new Settings();
    private Wish wish = Wish.RUN;

    private CommandLine() {}

    static CommandLine parse(List<String> arguments) {
        CommandLine line = new CommandLine();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            line.take(rest.removeFirst(), rest);
        }
        return line;
    }

    Settings settings() {
        return settings;
    }

    Wish wish() {
        return wish;
    }

    private void take(String word, Deque<String> rest) {
        switch (word) {
            case "--help", "-h" -> wish = Wish.HELP;
            case "--version", "-v" -> wish = Wish.VERSION;
            default -> {
                if (word.startsWith("--")) {
                    takeLong(word.substring(2), rest);
                } else if (word.startsWith("-") && word.length() > 1) {
                    takeShort(word.substring(1), rest);
                } else {
                    throw new ConfigException("\"berthd\" accepts no arguments: " + word);
                }
            }
        }
    }

    private void takeLong(String word, Deque<String> rest) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = Option.byFlag(name).orElseThrow(() -> new ConfigException("unknown flag: --" + name));
        if (equals >= 0) {
            put(option, word.substring(equals + 1));
        } else {
            put(option, argument(option, "--" + name, rest));
        }
    }

    private void takeShort(String word, Deque<String> rest) {
        char letter = word.charAt(0);
        Option option = Option.byLetter(letter)
                .orElseThrow(() -> new ConfigException("unknown shorthand flag: '" + letter + "' in -" + word));
        String attached = word.substring(1);
        if (option.kind() == Kind.SWITCH && !attached.isEmpty() && !attached.startsWith("=")) {
            put(option, "true");
            takeShort(attached, rest);
        } else if (attached.isEmpty()) {
            put(option, argument(option, "-" + letter, rest));
        } else {
            put(option, attached.startsWith("=") ? attached.substring(1) : attached);
        }
    }

    private static String argument(Option option, String flag, Deque<String> rest) {
        if (option.kind() == Kind.SWITCH) {
            return "true";
        }
        if (rest.isEmpty()) {
            throw new ConfigException("flag needs an argument: " + flag);
        }
        return rest.removeFirst();
    }

    private void put(Option option, String value) {
        settings.put(option, value);
    }
}
