package io.berth.cli;

import io.berth.cli.command.Command;
import io.berth.cli.command.Commands;
import io.berth.cli.command.Session;
import io.berth.cli.command.TlsFlags;
import io.berth.cli.console.Console;
import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.EngineException;
import io.berth.cli.http.Version;
import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.List;

/** Runs one command line: the program's own flags, then a command and its part. */
public final class CommandLine {
    private static final Spec BERTH = Spec.of("", "[OPTIONS] COMMAND [ARG...]", "", 0, Spec.MANY, flags());

    private CommandLine() {}

    private static Flag[] flags() {
        List<Flag> all = new ArrayList<>();
        all.add(Flag.list('H', "host", "list", "Daemon socket to connect to"));
        all.addAll(TlsFlags.all());
        all.add(Flag.toggle('v', "version", "Print version information and quit"));
        return all.toArray(Flag[]::new);
    }

    /** The exit status. What the command says is written when this returns. */
    public static int run(Console console, List<String> line) {
        int code;
        try {
            code = start(console, line);
        } catch (CliException e) {
            code = fail(console, e.exitCode(), e.text());
        } catch (EngineException e) {
            code = fail(console, 1, e.text());
        }
        console.out().flush();
        console.err().flush();
        return code;
    }

    private static int fail(Console console, int code, String message) {
        console.out().flush();
        if (!message.isEmpty()) {
            console.err().line(message);
        }
        return code;
    }

    private static int start(Console console, List<String> line) {
        Flags flags = Flags.parseLeading(BERTH, line, console.out()::line);
        List<String> words = flags.arguments();
        if (flags.is("version")) {
            console.out().line("Berth version " + Version.BERTH);
            return 0;
        }
        if (flags.isHelp() || words.isEmpty()) {
            console.out().print(help(console));
            return 0;
        }
        if (flags.all("host").size() > 1) {
            throw new CliException("Failed to initialize: specify only one -H");
        }
        return run(new Session(console, flags.text("host"), TlsFlags.read(flags, console)), words);
    }

    private static String help(Console console) {
        StringBuilder out =
                new StringBuilder(groupHelp("", "berth COMMAND").replace("\nRun", "\nGlobal Options:\n\0\nRun"));
        StringBuilder options = new StringBuilder();
        Help.options(BERTH.flags(), console.terminal().width() - 1, options);
        int mark = out.indexOf("\0");
        return out.replace(mark, mark + 1, options.toString()).toString();
    }

    private static int run(Session session, List<String> words) {
        String first = words.getFirst();
        Command command = Commands.find(first);
        int used = 1;
        String group = command == null ? Commands.help(first) : null;
        if (group != null) {
            return inGroup(session, first, words);
        }
        if (command == null) {
            throw unknown("berth " + first, "berth", "");
        }
        return run(session, command, words.subList(used, words.size()));
    }

    private static int inGroup(Session session, String group, List<String> words) {
        if (words.size() == 1 && group.equals("jobs")) {
            return inGroup(session, group, List.of(group, "ls"));
        }
        if (words.size() == 1) {
            session.console().err().print(groupHelp(group, "berth " + group + " COMMAND"));
            return 0;
        }
        String second = words.get(1);
        if (second.equals("--help") || second.equals("-h") || second.equals("help")) {
            session.console().out().print(groupHelp(group, "berth " + group + " COMMAND"));
            return 0;
        }
        if (second.startsWith("-")) {
            throw new CliException(
                    CliException.USAGE,
                    "unknown "
                            + (second.startsWith("--")
                                    ? "flag: " + second
                                    : "shorthand flag: '" + second.charAt(1) + "' in " + second)
                            + usage(group));
        }
        Command command = Commands.find(group + " " + second);
        if (command == null) {
            throw unknown("berth " + group + " " + second, "berth " + group, usage(group));
        }
        return run(session, command, words.subList(2, words.size()));
    }

    private static String usage(String group) {
        return "\n\nUsage:  berth " + group + "\n\nRun 'berth " + group + " --help' for more information";
    }

    private static CliException unknown(String command, String parent, String usage) {
        String more = usage.isEmpty() ? "\n\nRun '" + parent + " --help' for more information" : usage;
        return new CliException("berth: unknown command: " + command + more);
    }

    private static String groupHelp(String group, String command) {
        String help = Commands.help(group);
        return help + "\nRun '" + command + " --help' for more information on a command.\n";
    }

    private static int run(Session session, Command command, List<String> line) {
        Console console = session.console();
        Spec spec = command.spec();
        Flags flags = Flags.parse(spec, line, console.out()::line);
        if (flags.isHelp()) {
            console.out().print(Help.of(spec, console.terminal().width()));
            return 0;
        }
        return command.run(session, flags);
    }
}
