package io.berth.remote.transport;

import io.berth.io.RemoteLimits;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpResponseDecoderSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.ProxyProvider;

/** A client for each setting of TLS and proxy, made when it is first needed. Connections of different settings are not mixed. */
final class HttpClients {
    /** Received at once. Netty's own guess costs a third of the speed (measured: 519 against 776 MB/s). */
    private static final int RECEIVE_BYTES = 256 << 10;

    private final HttpClient plain;
    private final Map<Key, HttpClient> kept = new ConcurrentHashMap<>();

    /** What connections must have in common; no TLS where {@code tls} is null. */
    private record Key(
            @Nullable Tls tls,
            @Nullable Proxy proxy,
            @Nullable InetSocketAddress through,
            Duration dial,
            Duration hello) {}

    HttpClients(ConnectionProvider connections, LoopResources loops) {
        this.plain = HttpClient.create(connections)
                .runOn(loops)
                .protocol(HttpProtocol.HTTP11)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .httpResponseDecoder(HttpClients::wholeBuffers);
    }

    @SuppressWarnings(
            "deprecation") // the option that keeps the decoder from cutting buffers into 8 KiB has no successor
    private static HttpResponseDecoderSpec wholeBuffers(HttpResponseDecoderSpec decoder) {
        return decoder.maxChunkSize(RECEIVE_BYTES);
    }

    /**
     * The client that this call needs.
     *
     * @param connect most time for a connection where the call has no other, and for the TLS handshake
     */
    HttpClient of(HttpCall call, Duration connect) throws TlsFailed {
        Proxy proxy = call.proxy();
        InetSocketAddress through = proxy == null ? null : call.address();
        Duration dial = call.dial() == null ? connect : call.dial();
        HttpClient client = kept(new Key(call.isSecure() ? call.tls() : null, proxy, through, dial, connect));
        boolean tunnel = proxy != null && call.isSecure();
        return client.remoteAddress(tunnel ? call::host : call::address);
    }

    private HttpClient kept(Key key) throws TlsFailed {
        HttpClient known = kept.get(key);
        if (known != null) {
            return known;
        }
        HttpClient made = made(key);
        if (kept.size() >= RemoteLimits.CLIENTS_KEPT_MAX) {
            kept.clear(); // settings come with the configuration, and that may have changed often
        }
        HttpClient other = kept.putIfAbsent(key, made);
        return other == null ? made : other;
    }

    /** How many are kept by now. */
    int kept() {
        return kept.size();
    }

    private HttpClient made(Key key) throws TlsFailed {
        HttpClient client = plain;
        client = client.option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(key.dial().toMillis()));
        Tls tls = key.tls();
        if (tls != null) {
            var context = TlsContexts.of(tls);
            Duration hello = tls.verified() ? key.hello() : shorter(key.hello());
            client = client.secure(spec -> spec.sslContext(context).handshakeTimeout(hello));
        }
        Proxy proxy = key.proxy();
        InetSocketAddress through = key.through();
        return proxy == null || through == null ? client : proxied(client, tls != null, proxy, through, key.dial());
    }

    /** Through a tunnel (CONNECT) where TLS is spoken with the server behind, else with the whole URI in each request. */
    private static HttpClient proxied(
            HttpClient client, boolean tunnel, Proxy proxy, InetSocketAddress through, Duration dial) throws TlsFailed {
        SslContext context = proxy.secure() ? TlsContexts.of(Tls.VERIFIED) : null;
        HttpClient made = client.doOnChannelInit((_, channel, _) -> {
            if (!tunnel) {
                channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "absolute", new AbsoluteForm(proxy));
            }
            if (context != null) {
                channel.pipeline()
                        .addFirst("proxy-tls", context.newHandler(channel.alloc(), proxy.host(), proxy.port()));
            }
        });
        return !tunnel
                ? made
                : made.resolver(NoopAddressResolverGroup.INSTANCE)
                        .proxy(spec -> spec.type(ProxyProvider.Proxy.HTTP)
                                .socketAddress(through)
                                .httpHeaders(headers -> {
                                    if (!proxy.authorization().isEmpty()) {
                                        headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, proxy.authorization());
                                    }
                                })
                                .connectTimeoutMillis(dial.toMillis()));
    }

    private static Duration shorter(Duration most) {
        return most.compareTo(RemoteLimits.UNVERIFIED_HANDSHAKE_MAX) < 0 ? most : RemoteLimits.UNVERIFIED_HANDSHAKE_MAX;
    }
}
