package io.berth.cli.http;

import java.io.Serial;

/** The engine's refusal, with its own text. */
public final class EngineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    EngineException(int status, String message) {
        super("Error response from daemon: " + message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public boolean isNotFound() {
        return status == 404;
    }

    /** What a user is shown. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
