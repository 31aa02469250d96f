package io.berth.cli.command;

import io.berth.cli.CommandLine;
import io.berth.cli.console.Console;
import io.berth.cli.console.Output;
import io.berth.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands with streams that can be looked at. */
final class TestConsole {
    private final Map<String, String> environment = new HashMap<>(Map.of("DOCKER_CONFIG", "/nonexistent"));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";
    private int columns;

    TestConsole(String host) {
        environment.put("BERTH_HOST", host);
    }

    TestConsole set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    TestConsole input(String text) {
        input = text;
        return this;
    }

    /** All three streams become a terminal. */
    TestConsole terminal(int width) {
        columns = width;
        return this;
    }

    /** The exit status; what was said before is forgotten. */
    int run(String... line) {
        out.reset();
        err.reset();
        return CommandLine.run(console(), List.of(line));
    }

    Console console() {
        return new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new Output(out),
                new Output(err),
                new FakeTerminal(columns),
                environment);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private record FakeTerminal(int columns) implements Terminal {
        @Override
        public boolean isTerminal(int stream) {
            return columns > 0;
        }

        @Override
        public int width() {
            return columns > 0 ? columns : WIDTH_UNKNOWN;
        }
    }
}
