package io.berth.cli;

import io.berth.cli.console.Console;
import io.berth.cli.console.Output;
import io.berth.cli.console.Terminal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;
import java.util.Map;

/** The client's entry point. */
public final class Berth {
    private Berth() {}

    /** Ends the JVM without its shutdown sequence: nothing is left to be done, and it takes time. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Console console = new Console(
                new FileInputStream(FileDescriptor.in),
                new Output(new FileOutputStream(FileDescriptor.out)),
                new Output(new FileOutputStream(FileDescriptor.err)),
                Terminal.ofProcess(environment.getOrDefault("COLUMNS", "")),
                environment);
        int code = CommandLine.run(console, List.of(args));
        Runtime.getRuntime().halt(code);
    }
}
