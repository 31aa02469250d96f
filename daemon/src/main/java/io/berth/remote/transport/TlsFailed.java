package io.berth.remote.transport;

import java.io.IOException;

/** The other side does not speak TLS, or its certificate is not good. */
public final class TlsFailed extends IOException {
    private static final long serialVersionUID = 1L;

    TlsFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
