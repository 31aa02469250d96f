package io.berth;

/** A configuration that the daemon refuses to start with; the message is for whoever started it. */
final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
