package io.berth.remote.hosts;

/** A file below {@code certs.d} that cannot be used; the message names it. */
final class HostsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostsException(String message) {
        super(message);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
