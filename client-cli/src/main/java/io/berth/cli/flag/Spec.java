package io.berth.cli.flag;

import io.berth.cli.problem.CliException;
import java.util.List;

/**
 * What a command is called and takes. {@code usage} is what follows the name in its usage line;
 * {@code names} lists all its names where it has several. The most arguments it takes are
 * {@link #MANY} or a number.
 */
public record Spec(
        String path,
        String usage,
        String summary,
        int argumentsMin,
        int argumentsMax,
        List<String> names,
        List<Flag> flags) {
    public static final int MANY = Integer.MAX_VALUE;

    /** A command with one name; it takes from {@code min} to {@code max} arguments. */
    public static Spec of(String path, String usage, String summary, int min, int max, Flag... flags) {
        return new Spec(path, usage, summary, min, max, List.of(), List.of(flags));
    }

    public Spec names(String... names) {
        return new Spec(path, usage, summary, argumentsMin, argumentsMax, List.of(names), flags);
    }

    String program() {
        return path.isEmpty() ? "berth" : "berth " + path;
    }

    String usageLine() {
        return "Usage:  " + program() + (usage.isEmpty() ? "" : " " + usage) + "\n";
    }

    /** A flag that is not known or not right. */
    CliException wrongFlag(String message) {
        return new CliException(CliException.USAGE, message + "\n\n" + usageLine() + "\n" + hint());
    }

    /** The wrong number of arguments. */
    void check(int arguments) {
        String wanted;
        boolean open = argumentsMax == MANY;
        if (argumentsMin == argumentsMax) {
            wanted = argumentsMin == 0 ? "accepts no arguments" : "requires " + plural(argumentsMin);
        } else if (argumentsMin > 0 && !open) {
            wanted = "requires at least " + argumentsMin + " and at most " + plural(argumentsMax);
        } else {
            wanted = open ? "requires at least " + plural(argumentsMin) : "requires at most " + plural(argumentsMax);
        }
        if (arguments < argumentsMin || arguments > argumentsMax) {
            String hint = open ? hint().replace("Run", "See") : hint();
            throw new CliException("berth: '" + program() + "' " + wanted + "\n\n" + usageLine() + "\n" + hint);
        }
    }

    private static String plural(int count) {
        return count + (count == 1 ? " argument" : " arguments");
    }

    private String hint() {
        return "Run '" + program() + " --help' for more information";
    }
}
