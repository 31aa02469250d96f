package io.berth.cli.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command's streams and surroundings. */
public record Console(InputStream in, Output out, Output err, Terminal terminal, Map<String, String> environment) {
    /** An environment variable's value, empty where it is not set. */
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    public boolean isOutTerminal() {
        return terminal.isTerminal(1);
    }

    /** Asks on stdout and reads a line; only y and yes, in any case, agree. */
    public boolean confirm(String question) {
        out.print(question + " [y/N] ").flush();
        String answer = readLine().strip();
        return answer.equalsIgnoreCase("y");
    }

    /** Asks on stdout and reads a line. */
    public String ask(String question) {
        out.print(question).flush();
        return readLine();
    }

    /** The same for what must not be seen. */
    public String secret(String question) {
        terminal.echo(false);
        try {
            return ask(question);
        } finally {
            terminal.echo(true);
            out.line("").flush();
        }
    }

    private String readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.write(c);
            }
        } catch (IOException e) {
            return "";
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
