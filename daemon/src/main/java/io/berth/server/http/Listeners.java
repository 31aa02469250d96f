package io.berth.server.http;

import io.berth.io.Limits;
import io.berth.io.SocketFile;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The daemon's HTTP servers: any number of addresses, one table of routes. Binding does not wait for the routes; requests
 * that come before {@link #serve} are answered after it, so an answer always means that the store behind it is open.
 */
public final class Listeners implements AutoCloseable {
    /** Who may ask on TCP. */
    public enum Access {
        /** Only what cannot come from a web page in a browser on this machine. */
        GUARDED,
        /** The same, by whatever name the host is called; not for plain HTTP, where names can be rebound. */
        GUARDED_BY_ORIGIN,
        /** Everybody who reaches the address; for routes that tell no secrets and change nothing. */
        OPEN
    }

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int EVENT_LOOPS = 2;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);

    /**
     * What may be under way to a client on this machine. More of it fills the client's receive queue, which the kernel
     * then compacts by copying: measured, a blob takes twice as long and the sender twice the processor.
     */
    private static final int LOOPBACK_SEND_BYTES = 88 << 10;

    private static final LenientTarget LENIENT_TARGET = new LenientTarget();
    private static final WritableGate WRITABLE_GATE = new WritableGate();

    private final Executor threads = task -> Thread.ofVirtual().name("request").start(task);
    private final LoopResources loops =
            Epoll.isAvailable() ? new EpollLoops(EVENT_LOOPS) : LoopResources.create("http", EVENT_LOOPS, true);
    private final OpenStreams streams = new OpenStreams();
    private final ReplyWriter writer;
    private final ShortCuts shortCuts;
    private final Sinks.One<RouterFunction<ServerResponse>> routes = Sinks.one();
    private final List<DisposableServer> servers = new ArrayList<>();
    private final List<SocketFile> socketFiles = new ArrayList<>();
    private final HttpObserver observer;
    private final Access access;
    private final @Nullable ListenTls tls;
    private final List<ReplaceableTls> certificates = new CopyOnWriteArrayList<>();

    public Listeners(HttpObserver observer, Access access) {
        this(observer, access, null);
    }

    /**
     * The same with TLS.
     *
     * @param tls for TCP addresses; null speaks plain HTTP there
     */
    public Listeners(HttpObserver observer, Access access, @Nullable ListenTls tls) {
        this(observer, access, tls, new EngineDialect());
    }

    /** The same for the API of this dialect. */
    public Listeners(HttpObserver observer, Access access, @Nullable ListenTls tls, Dialect dialect) {
        this.writer = new ReplyWriter(threads, streams, dialect);
        this.shortCuts = new ShortCuts(writer, observer);
        this.observer = observer;
        this.access = access;
        this.tls = tls;
    }

    /**
     * Listens on one more address.
     *
     * @param group whom a Unix socket's file is given to; null leaves it
     * @return the address, with the port that was taken
     */
    public ListenAddress bind(ListenAddress address, @Nullable String group) throws IOException {
        ListenAddress bound = switch (address) {
            case ListenAddress.Unix unix -> bindUnix(unix, group);
            case ListenAddress.Tcp tcp -> bindTcp(tcp);
        };
        LOG.info("API listens on {}", bound);
        return bound;
    }

    private ListenAddress bindUnix(ListenAddress.Unix unix, @Nullable String group) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("Unix sockets need epoll, which is not to be had here", Epoll.unavailabilityCause());
        }
        SocketFile file = SocketFile.prepare(unix.path());
        socketFiles.add(file);
        String path = file.bindPath().toString();
        start(unix, http(null).bindAddress(() -> new DomainSocketAddress(path)));
        file.publish(group);
        return unix;
    }

    private ListenAddress bindTcp(ListenAddress.Tcp tcp) throws IOException {
        TcpGuard guard = switch (access) {
            case GUARDED -> new TcpGuard(tcp.host(), tls, false, writer);
            case GUARDED_BY_ORIGIN -> new TcpGuard(tcp.host(), tls, true, writer);
            case OPEN -> null;
        };
        HttpServer plain = http(guard).host(bare(tcp.host())).port(tcp.port());
        DisposableServer server = start(tcp, tls == null ? plain : secured(plain, certificates(tls)));
        return new ListenAddress.Tcp(tcp.host(), server.port());
    }

    private ReplaceableTls certificates(ListenTls files) throws IOException {
        ReplaceableTls kept = new ReplaceableTls(files.context());
        certificates.add(kept);
        return kept;
    }

    /**
     * Reads the TLS files anew. Running what is returned gives what they say to connections that begin after it.
     *
     * @throws IOException that names the file which is of no use, and says why
     */
    public Runnable readCertificates() throws IOException {
        if (tls == null) {
            return () -> {};
        }
        SslContext read = tls.context();
        return () -> certificates.forEach(kept -> kept.replace(read));
    }

    private static HttpServer secured(HttpServer plain, SslContext context) {
        return plain.secure(spec -> spec.sslContext(context).handshakeTimeout(Limits.TLS_HANDSHAKE_MAX));
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private DisposableServer start(ListenAddress address, HttpServer http) throws IOException {
        try {
            DisposableServer server = http.bindNow();
            servers.add(server);
            return server;
        } catch (RuntimeException e) {
            throw new IOException("cannot listen on " + address + ": " + reason(e), e);
        }
    }

    private static String reason(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    private HttpServer http(@Nullable TcpGuard guard) {
        HandlerStrategies.Builder strategies = HandlerStrategies.empty().webFilter(new RequestTimer(observer));
        if (guard != null) {
            strategies.webFilter(guard);
        }
        RouterFunction<ServerResponse> gate = request -> routes.asMono().flatMap(open -> open.route(request));
        KeptRequests known = new KeptRequests();
        return HttpServer.create()
                .runOn(loops, true)
                // A group makes the stop wait for running requests.
                .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(Limits.HTTP_REQUEST_LINE_BYTES_MAX)
                        .maxHeaderSize(Limits.HTTP_HEADERS_BYTES_MAX))
                .doOnChannelInit((_, channel, _) -> prepare(channel, guard, known))
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(gate, strategies.build())));
    }

    private void prepare(Channel channel, @Nullable TcpGuard guard, KeptRequests known) {
        if (channel.remoteAddress() instanceof InetSocketAddress client
                && client.getAddress().isLoopbackAddress()) {
            channel.config().setOption(ChannelOption.SO_SNDBUF, LOOPBACK_SEND_BYTES);
        }
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addAfter(NettyPipeline.HttpCodec, "lenientTarget", LENIENT_TARGET);
        HalfClose requests = new HalfClose();
        pipeline.addAfter("lenientTarget", "halfClose", requests);
        pipeline.addAfter(NettyPipeline.HttpCodec, "earlyAnswer", new EarlyAnswer());
        pipeline.addBefore(NettyPipeline.HttpCodec, "idle", new IdleConnection(Limits.HTTP_IDLE_MAX, requests));
        boolean encrypted = tls != null && channel instanceof SocketChannel;
        if (!writer.dialect().isEngine() && !encrypted) {
            SameRequest same = new SameRequest(shortCuts, requests, known);
            pipeline.addBefore(NettyPipeline.HttpCodec, "sameRequest", same);
            pipeline.addAfter("halfClose", "shortCut", new ShortCut(shortCuts, requests, same, guard));
        }
        pipeline.addBefore(NettyPipeline.ReactiveBridge, "writableGate", WRITABLE_GATE);
    }

    /** Begins to answer. */
    public void serve(RouteTable table) {
        shortCuts.serve(table);
        routes.tryEmitValue(new Dispatcher(table, threads, writer)).orThrow();
    }

    /**
     * Takes no more connections, tells the streams, waits for running requests as long as is allowed, and removes the
     * socket files.
     */
    @Override
    public void close() {
        long deadline = System.nanoTime() + Limits.HTTP_STOP_MAX.toNanos();
        for (SocketFile file : socketFiles) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("a socket file stays: {}", e.toString());
            }
        }
        streams.stop();
        shortCuts.stop(deadline);
        for (DisposableServer server : servers) {
            try {
                server.disposeNow(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            } catch (IllegalStateException _) {
                LOG.warn("requests are still running after {} s: they are cut", Limits.HTTP_STOP_MAX.toSeconds());
            }
        }
        loops.dispose();
    }
}
