package io.berth.remote.transport;

import io.berth.io.CancelToken;
import io.berth.io.CancelToken.Registration;
import io.berth.io.RemoteLimits;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Sends requests over HTTP/1.1 and TLS; keeps connections. Safe for any number of threads, which block in it. */
public final class HttpTransport implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final Duration KEPT_IDLE = Duration.ofSeconds(20);

    /** Settings of which nobody has a connection any more are forgotten. */
    private static final Duration POOL_IDLE = Duration.ofMinutes(5);

    private final LoopResources loops = LoopResources.create("remote", 1, LOOPS, true);
    private final ConnectionProvider connections = ConnectionProvider.builder("remote")
            .maxConnections(RemoteLimits.REGISTRY_CONNECTIONS_MAX)
            .pendingAcquireMaxCount(-1) // who waits is a thread of ours, of which there are no more than there is work
            .maxIdleTime(KEPT_IDLE)
            .evictInBackground(KEPT_IDLE)
            .disposeInactivePoolsInBackground(POOL_IDLE, POOL_IDLE)
            .build();
    private final HttpClients clients = new HttpClients(connections, loops);

    /**
     * Sends a request, its body from this thread, and waits for the head of its answer, which the caller closes. An
     * answer that comes before the body was sent whole ends the body. Redirects are not followed.
     *
     * @throws ConnectFailed where there is no connection
     * @throws TlsFailed where there is no TLS
     * @throws IOException for all other failures, a cancelled token among them
     */
    public HttpAnswer send(HttpCall call, TransportSettings settings, CancelToken cancel) throws IOException {
        HttpClient client = clients.of(call, settings.connect());
        Exchange exchange = new Exchange(settings.windowBytes());
        Registration registration = cancel.onCancel(exchange::close);
        Outgoing outgoing = new Outgoing(settings.idle());
        exchange.onTold(outgoing::stop);
        HttpBody body = call.body();
        client.headers(headers -> setHeaders(headers, call))
                .request(HttpMethod.valueOf(call.method()))
                .uri(call.target())
                .send((_, out) -> body == null ? out : out.send(outgoing))
                .response((response, content) -> {
                    exchange.answered(response);
                    return content;
                })
                .subscribe(exchange);
        try {
            if (body != null) {
                body.writeTo(outgoing);
                outgoing.end();
            }
            Exchange.Head head =
                    exchange.awaitHead(body == null ? settings.answer() : body.patience(settings.answer()));
            return new HttpAnswer(call, exchange, head, settings.idle(), registration);
        } catch (IOException | RuntimeException e) {
            registration.close();
            exchange.close();
            throw e;
        }
    }

    private static void setHeaders(HttpHeaders headers, HttpCall call) {
        call.headers().forEach(headers::set);
        if (call.body() != null) {
            headers.set("Content-Length", call.body().length());
        } else if (call.sendsNothing()) {
            headers.set("Content-Length", 0);
        }
    }

    @Override
    public void close() {
        connections.dispose();
        loops.dispose();
    }
}
