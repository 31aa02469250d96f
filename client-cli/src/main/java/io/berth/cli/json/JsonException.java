package io.berth.cli.json;

import java.io.IOException;
import java.io.Serial;

/** The text is not JSON. */
public final class JsonException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    JsonException(String message) {
        super(message);
    }
}
