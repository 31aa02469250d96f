package io.berth.remote.transport;

import java.io.IOException;

/** No connection came about. */
public final class ConnectFailed extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
