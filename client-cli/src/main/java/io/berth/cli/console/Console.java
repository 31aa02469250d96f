package io.berth.cli.console;

import java.io.IOException;
import java.io.InputStream;
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

    private String readLine() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString();
    }
}
