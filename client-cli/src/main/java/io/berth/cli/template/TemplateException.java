package io.berth.cli.template;

import java.io.Serial;

/** A template that cannot be parsed or carried out; the message is Go's. */
public final class TemplateException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    TemplateException(String message) {
        super(message);
    }
}
