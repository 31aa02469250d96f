package io.berth.cli.problem;

import java.io.Serial;

/** Ends the command: the message goes to stderr as it is (nothing if it is empty), the code is the exit status. */
public final class CliException extends RuntimeException {
    /** A wrong use of the command line, as docker answers it. */
    public static final int USAGE = 125;

    /** A template that cannot be parsed. */
    public static final int TEMPLATE = 64;

    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public CliException(String message) {
        this(1, message);
    }

    public CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    /** The message, which is never null. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
