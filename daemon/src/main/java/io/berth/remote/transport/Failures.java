package io.berth.remote.transport;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import java.io.IOException;
import java.net.ConnectException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.PrematureCloseException;

/** The words in which network failures are told; known from dockerd where it has any. */
final class Failures {
    private Failures() {}

    static IOException of(boolean closed, @Nullable Throwable failure) {
        if (closed) {
            return new IOException("cancelled");
        }
        return switch (failure) {
            case null -> new IOException("EOF");
            case PrematureCloseException e -> new IOException("unexpected EOF", e);
            case ConnectTimeoutException e -> new ConnectFailed("i/o timeout", e);
            case ProxyConnectException e -> new ConnectFailed(proxyReason(e), e);
            case ConnectException e -> new ConnectFailed(connectReason(e), e);
            case SSLException e
            when e.getCause() instanceof ProxyConnectException cause -> new ConnectFailed(proxyReason(cause), e);
            case SSLException e -> new TlsFailed("tls: " + Distrust.of(e), e);
            case IOException e -> new IOException(reason(e), e);
            default -> new IOException(String.valueOf(failure.getMessage()), failure);
        };
    }

    private static String connectReason(ConnectException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("refused") ? "connect: connection refused" : "connect: " + reason(e);
    }

    /** What the proxy answered, without the addresses around it. */
    private static String proxyReason(ProxyConnectException e) {
        if (e.getCause() instanceof ConnectException cause) {
            return connectReason(cause);
        }
        String text = String.valueOf(e.getMessage());
        return "the proxy answered "
                + text.substring(text.lastIndexOf(", ") + 2).replace("status: ", "");
    }

    private static String reason(Throwable e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("reset by peer") ? "read: connection reset by peer" : text;
    }
}
