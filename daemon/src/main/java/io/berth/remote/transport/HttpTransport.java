package io.berth.remote.transport;

import io.berth.io.CancelToken;
import io.berth.io.CancelToken.Registration;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpResponseDecoderSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Sends requests over HTTP/1.1 and TLS; keeps connections. Safe for any number of threads, which block in it. */
public final class HttpTransport implements AutoCloseable {
    /** Received at once. Netty's own guess costs a third of the speed (measured: 519 against 776 MB/s). */
    private static final int RECEIVE_BYTES = 256 << 10;

    private static final Duration HELLO_MAX = Duration.ofSeconds(3);
    private static final int LOOPS = 2;
    private static final int CONNECTIONS_MAX = 64;
    private static final Duration KEPT_IDLE = Duration.ofSeconds(20);

    private final TransportSettings settings;
    private final LoopResources loops = LoopResources.create("remote", 1, LOOPS, true);
    private final ConnectionProvider connections = ConnectionProvider.builder("remote")
            .maxConnections(CONNECTIONS_MAX)
            .maxIdleTime(KEPT_IDLE)
            .build();
    private final HttpClient plain;
    private final HttpClient verified;
    private final HttpClient unverified;

    public HttpTransport(TransportSettings settings) {
        this.settings = settings;
        plain = HttpClient.create(connections)
                .runOn(loops)
                .protocol(HttpProtocol.HTTP11)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connect().toMillis()))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .httpResponseDecoder(HttpTransport::wholeBuffers);
        verified = secure(plain, false);
        unverified = secure(plain, true);
    }

    @SuppressWarnings(
            "deprecation") // the option that keeps the decoder from cutting buffers into 8 KiB has no successor
    private static HttpResponseDecoderSpec wholeBuffers(HttpResponseDecoderSpec decoder) {
        return decoder.maxChunkSize(RECEIVE_BYTES);
    }

    private HttpClient secure(HttpClient client, boolean trustAll) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
        if (trustAll) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        }
        try {
            var context = builder.build();
            return client.secure(tls -> tls.sslContext(context)
                    .handshakeTimeout(trustAll ? shorter(settings.connect()) : settings.connect()));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where plain HTTP may be tried next: some servers without TLS never answer its hello. */
    private static Duration shorter(Duration most) {
        return most.compareTo(HELLO_MAX) < 0 ? most : HELLO_MAX;
    }

    /**
     * Sends a request and waits for the head of its answer, which the caller closes. Redirects are not followed.
     *
     * @throws ConnectFailed where there is no connection
     * @throws TlsFailed where there is no TLS
     * @throws IOException for all other failures, a cancelled token among them
     */
    public HttpAnswer send(HttpCall call, CancelToken cancel) throws IOException {
        Exchange exchange = new Exchange(settings.windowBytes());
        Registration registration = cancel.onCancel(exchange::close);
        byte[] body = call.body();
        client(call)
                .headers(headers -> call.headers().forEach(headers::set))
                .request(HttpMethod.valueOf(call.method()))
                .uri(call.target())
                .send((_, out) -> body == null ? out : out.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body))))
                .response((response, content) -> {
                    exchange.answered(response);
                    return content;
                })
                .subscribe(exchange);
        try {
            return new HttpAnswer(call, exchange, exchange.awaitHead(settings.answer()), settings.idle(), registration);
        } catch (IOException e) {
            registration.close();
            exchange.close();
            throw e;
        }
    }

    private HttpClient client(HttpCall call) {
        HttpClient client = !call.isSecure() ? plain : call.verified() ? verified : unverified;
        return client.remoteAddress(call::address);
    }

    @Override
    public void close() {
        connections.dispose();
        loops.dispose();
    }
}
