package io.berth.cli.flag;

/**
 * One flag of a command. {@code shorthand} is 0 where there is none; {@code type} is what help
 * shows after the name; {@code standard} what help calls the default, where it names one.
 */
public record Flag(Kind kind, char shorthand, String name, String type, String usage, String standard) {
    /** How the value is read: with or without one, the last or all of them, filters as {@code name=value}. */
    public enum Kind {
        SWITCH,
        TEXT,
        LIST,
        FILTER
    }

    public static Flag toggle(char shorthand, String name, String usage) {
        return new Flag(Kind.SWITCH, shorthand, name, "", usage, "");
    }

    public static Flag text(char shorthand, String name, String usage) {
        return new Flag(Kind.TEXT, shorthand, name, "string", usage, "");
    }

    public static Flag list(char shorthand, String name, String type, String usage) {
        return new Flag(Kind.LIST, shorthand, name, type, usage, "");
    }

    public static Flag filter(char shorthand, String usage) {
        return new Flag(Kind.FILTER, shorthand, "filter", "filter", usage, "");
    }

    public Flag standard(String value) {
        return new Flag(kind, shorthand, name, type, usage, value);
    }

    /** As error texts name it. */
    String display() {
        return (shorthand == 0 ? "" : "-" + shorthand + ", ") + "--" + name;
    }
}
