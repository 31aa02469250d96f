package io.berth.cli.flag;

import io.berth.cli.text.Texts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The text of {@code --help}, wrapped to the terminal. */
public final class Help {
    /** What every command with {@code --format} says of it; the first two lines are for tables. */
    private static final String FORMAT_TABLE = """
            'table':            Print output in table format with column headers (default)
            'table TEMPLATE':   Print output in table format using the given Go template
            """;

    private static final String FORMAT = """
            'json':             Print in JSON format
            'TEMPLATE':         Print output using the given Go template.
            Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates""";

    private static final String FORMAT_INTRO = "Format output using a custom template:\n";

    public static final String FORMAT_USAGE = FORMAT_INTRO + FORMAT;
    public static final String FORMAT_TABLE_USAGE = FORMAT_INTRO + FORMAT_TABLE + FORMAT;

    private static final int SLOP = 5;
    private static final int WRAP_MIN = 24;

    private Help() {}

    public static String of(Spec spec, int columns) {
        StringBuilder out = new StringBuilder(spec.usageLine());
        out.append('\n').append(spec.summary()).append('\n');
        if (!spec.names().isEmpty()) {
            out.append("\nAliases:\n  berth ")
                    .append(String.join(", berth ", spec.names()))
                    .append('\n');
        }
        if (!spec.flags().isEmpty()) {
            out.append("\nOptions:\n");
            options(spec.flags(), columns - 1, out);
        }
        return out.toString();
    }

    /** A group of commands: names and summaries, given in turn. */
    public static String ofGroup(String usage, String summary, String title, String... commands) {
        StringBuilder out = new StringBuilder("Usage:  ")
                .append(usage)
                .append("\n\n")
                .append(summary)
                .append('\n');
        out.append('\n').append(title).append(":\n");
        int width = 0;
        for (int i = 0; i < commands.length; i += 2) {
            width = Math.max(width, commands[i].length());
        }
        for (int i = 0; i < commands.length; i += 2) {
            out.append("  ")
                    .append(Texts.left(commands[i], width + 2))
                    .append(commands[i + 1])
                    .append('\n');
        }
        return out.toString();
    }

    /** The option list alone. */
    public static void options(List<Flag> flags, int columns, StringBuilder out) {
        int width = 0;
        for (Flag flag : flags) {
            width = Math.max(width, head(flag).length());
        }
        for (Flag flag : sorted(flags)) {
            String usage =
                    flag.standard().isEmpty() ? flag.usage() : flag.usage() + " (default " + flag.standard() + ")";
            out.append(Texts.left(head(flag), width + 3));
            wrap(usage, width + 3, columns, out);
            out.append('\n');
        }
    }

    /** By name. A comparator would be made at each start, which takes longer than all the rest. */
    private static Iterable<Flag> sorted(List<Flag> flags) {
        Map<String, Flag> sorted = new TreeMap<>();
        for (Flag flag : flags) {
            sorted.put(flag.name(), flag);
        }
        return sorted.values();
    }

    private static String head(Flag flag) {
        String shorthand = flag.shorthand() == 0 ? "      --" : "  -" + flag.shorthand() + ", --";
        return shorthand + flag.name() + (flag.type().isEmpty() ? "" : " " + flag.type());
    }

    private static void wrap(String text, int indent, int columns, StringBuilder out) {
        int indented = indent;
        if (columns - indented < WRAP_MIN) {
            indented = 16;
            out.append('\n').append(Texts.repeat(' ', indented));
        }
        int width = Math.max(columns - indented, WRAP_MIN) - SLOP;
        String rest = text;
        while (true) {
            int cut = cut(rest, width);
            String lines = rest.substring(0, cut);
            out.append(lines.replace("\n", "\n" + Texts.repeat(' ', indented)));
            if (cut == rest.length()) {
                return;
            }
            out.append('\n').append(Texts.repeat(' ', indented));
            rest = rest.substring(cut + 1);
        }
    }

    /** Where the next line ends: at a newline or the last space before the width, at the end if it is near. */
    private static int cut(String text, int width) {
        if (width + SLOP > text.length()) {
            return text.length();
        }
        int newline = text.lastIndexOf('\n', width - 1);
        int space = Math.max(Math.max(text.lastIndexOf(' ', width - 1), text.lastIndexOf('\t', width - 1)), newline);
        if (space <= 0) {
            return text.length();
        }
        return newline > 0 ? newline : space;
    }
}
