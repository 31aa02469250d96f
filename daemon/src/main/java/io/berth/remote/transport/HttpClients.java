package io.berth.remote.transport;

import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpResponseDecoderSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** A client for each setting of TLS, made when it is first needed. Connections of different settings are not mixed. */
final class HttpClients {
    /** Received at once. Netty's own guess costs a third of the speed (measured: 519 against 776 MB/s). */
    private static final int RECEIVE_BYTES = 256 << 10;

    private static final Duration HELLO_MAX = Duration.ofSeconds(3);

    /** Settings come with the configuration; when so many have come and gone, all are made anew. */
    private static final int KEPT_MAX = 200;

    private final TransportSettings settings;
    private final HttpClient plain;
    private final Map<Tls, HttpClient> secure = new ConcurrentHashMap<>();

    HttpClients(TransportSettings settings, ConnectionProvider connections, LoopResources loops) {
        this.settings = settings;
        this.plain = HttpClient.create(connections)
                .runOn(loops)
                .protocol(HttpProtocol.HTTP11)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connect().toMillis()))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .httpResponseDecoder(HttpClients::wholeBuffers);
    }

    @SuppressWarnings(
            "deprecation") // the option that keeps the decoder from cutting buffers into 8 KiB has no successor
    private static HttpResponseDecoderSpec wholeBuffers(HttpResponseDecoderSpec decoder) {
        return decoder.maxChunkSize(RECEIVE_BYTES);
    }

    /** The client that this call needs. */
    HttpClient of(HttpCall call) throws TlsFailed {
        HttpClient client = call.isSecure() ? secure(call.tls()) : plain;
        Duration dial = call.dial();
        if (dial != null) {
            client = client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(dial.toMillis()));
        }
        return client.remoteAddress(call::address);
    }

    private HttpClient secure(Tls tls) throws TlsFailed {
        HttpClient known = secure.get(tls);
        if (known != null) {
            return known;
        }
        var context = TlsContexts.of(tls);
        Duration hello = tls.verified() ? settings.connect() : shorter(settings.connect());
        HttpClient made = plain.secure(spec -> spec.sslContext(context).handshakeTimeout(hello));
        if (secure.size() >= KEPT_MAX) {
            secure.clear();
        }
        HttpClient other = secure.putIfAbsent(tls, made);
        return other == null ? made : other;
    }

    /** Where plain HTTP may be tried next: some servers without TLS never answer its hello. */
    private static Duration shorter(Duration most) {
        return most.compareTo(HELLO_MAX) < 0 ? most : HELLO_MAX;
    }
}
