package io.berth.server.http;

import io.berth.problem.Problem;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;

/**
 * Answers what is at hand ({@link Handler#answerAtOnce}) where its request comes out of the decoder, without Reactor Netty
 * and WebFlux, which cost several times what such an answer does. Whatever is not the plain case goes on to them
 * unchanged: another request of the connection that is not answered yet, a body, TLS, HTTP/1.0, a connection that is to
 * end, a request that is refused or fails. One for each connection, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails is closed by the listener of its last write.
final class ShortCut extends ChannelInboundHandlerAdapter {
    private final ShortCuts all;
    private final HalfClose requests;
    private final @Nullable TcpGuard guard;
    private boolean answering;

    ShortCut(ShortCuts all, HalfClose requests, @Nullable TcpGuard guard) {
        this.all = all;
        this.requests = requests;
        this.guard = guard;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            answering = isPlain(context, request) && answer(context, request);
        }
        if (!answering) {
            context.fireChannelRead(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            answering = false;
        }
        ReferenceCountUtil.release(message);
    }

    private boolean isPlain(ChannelHandlerContext context, HttpRequest request) {
        return (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))
                && request.decoderResult().isSuccess()
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && HttpUtil.isKeepAlive(request)
                && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                && !request.headers().contains(HttpHeaderNames.EXPECT)
                && requests.unanswered() == 1
                && context.pipeline().get(SslHandler.class) == null;
    }

    /** Whether the request is answered now; if not, it is told the longer way what is wrong, which asks again. */
    private boolean answer(ChannelHandlerContext context, HttpRequest request) {
        long start = System.nanoTime();
        RouteTable routes = all.routes();
        HttpHeaders headers = new HttpHeaders(new Netty4HeadersAdapter(request.headers()));
        if (routes == null || (guard != null && guard.refusal(headers) != null)) {
            return false;
        }
        try {
            KeptReply kept = all.kept().find(request);
            return (kept != null && giveAgain(context, kept, start))
                    || giveFirst(context, request, headers, routes, start);
        } catch (Problem | IOException _) {
            return false;
        }
    }

    private boolean giveAgain(ChannelHandlerContext context, KeptReply kept, long start) throws IOException {
        Optional<FileChannel> file = kept.again().open();
        if (file.isEmpty()) {
            return false;
        }
        context.write(kept.head());
        context.write(new DefaultFileRegion(file.get(), kept.position(), kept.length()));
        end(context, new Answered("GET", kept.route(), kept.status(), start));
        return true;
    }

    private boolean giveFirst(
            ChannelHandlerContext context, HttpRequest request, HttpHeaders headers, RouteTable routes, long start)
            throws IOException {
        Target target = Target.parsePlain(request.uri());
        String method = request.method().name();
        Optional<RouteTable.Match> found = routes.find(method, target.path());
        if (found.isEmpty()) {
            return false;
        }
        RouteTable.Match route = found.get();
        Request routed = new RoutedRequest(
                method,
                target,
                route.variables(),
                Query.parse(target.rawQuery()),
                headers,
                new RequestBody(Flux.empty()),
                peer(context.channel().remoteAddress()));
        Optional<Reply> reply = route.handler().answerAtOnce(routed);
        return reply.isPresent() && give(context, request, route.pattern(), reply.get(), start);
    }

    private static Peer peer(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress tcp ? tcp.getAddress() : null;
        return new Peer(address == null ? "" : address.getHostAddress(), false);
    }

    private boolean give(ChannelHandlerContext context, HttpRequest request, String route, Reply reply, long start) {
        switch (reply) {
            case Reply.Bytes _, Reply.Stream _ -> {
                return false;
            }
            case Reply.Empty _, Reply.Head _ -> context.write(head(reply));
            case Reply.Blob blob -> {
                HttpResponse head = head(reply);
                all.kept().keep(request, route, blob, head.headers());
                context.write(head);
                context.write(new DefaultFileRegion(blob.file(), blob.position(), blob.length()));
            }
        }
        end(context, new Answered(request.method().name(), route, reply.status(), start));
        return true;
    }

    private HttpResponse head(Reply reply) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
        all.writer().describe(reply, CommonHeaders.OTHER, new HttpHeaders(new Netty4HeadersAdapter(head.headers())));
        return head;
    }

    private record Answered(String method, String route, int status, long start) {}

    private void end(ChannelHandlerContext context, Answered answered) {
        cork(context, true);
        ChannelFuture written = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        cork(context, false);
        all.await(written);
        written.addListener(done -> {
            Duration took = Duration.ofNanos(System.nanoTime() - answered.start());
            all.observer().served(answered.method(), answered.route(), answered.status(), took);
            if (done.isSuccess()) {
                context.read();
            } else {
                context.close();
            }
        });
    }

    /** While it is corked, the kernel keeps the headers until the body comes: the client is woken once, not twice. */
    private static void cork(ChannelHandlerContext context, boolean corked) {
        if (context.channel() instanceof EpollSocketChannel tcp && tcp.isOpen()) {
            tcp.config().setTcpCork(corked);
        }
    }
}
