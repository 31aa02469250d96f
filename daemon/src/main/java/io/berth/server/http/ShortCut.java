package io.berth.server.http;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
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
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;

/**
 * Answers what is at hand ({@link Handler#answerAtOnce}) where its request comes out of the decoder, without Reactor Netty
 * and WebFlux, which cost several times what such an answer does. Whatever is not the plain case goes on to them
 * unchanged: another request of the connection that is not answered yet, a body, HTTP/1.0, a connection that is to
 * end, a request that is refused or fails. One for each connection without TLS, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails is closed by the listener of its last write.
final class ShortCut extends ChannelInboundHandlerAdapter {
    private final ShortCuts all;
    private final HalfClose requests;
    private final SameRequest same;
    private final @Nullable TcpGuard guard;
    private boolean answering;

    ShortCut(ShortCuts all, HalfClose requests, SameRequest same, @Nullable TcpGuard guard) {
        this.all = all;
        this.requests = requests;
        this.same = same;
        this.guard = guard;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            answering = isPlain(request) && answer(context, request);
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

    private boolean isPlain(HttpRequest request) {
        return (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))
                && request.decoderResult().isSuccess()
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && HttpUtil.isKeepAlive(request)
                && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                && !request.headers().contains(HttpHeaderNames.EXPECT)
                && requests.unanswered() == 1;
    }

    private boolean answer(ChannelHandlerContext context, HttpRequest request) {
        long start = System.nanoTime();
        ChannelPromise written = context.newPromise();
        RouteTable routes = all.begin(written);
        Optional<PromptAnswer> found = routes == null ? Optional.empty() : find(context, request, routes);
        found.ifPresentOrElse(answer -> write(context, request, answer, written, start), written::setSuccess);
        return found.isPresent();
    }

    private Optional<PromptAnswer> find(ChannelHandlerContext context, HttpRequest request, RouteTable routes) {
        HttpHeaders headers = new HttpHeaders(new Netty4HeadersAdapter(request.headers()));
        if (guard != null && guard.refusal(headers) != null) {
            return Optional.empty();
        }
        try {
            Optional<PromptAnswer> kept = all.kept().give(request);
            return kept.isPresent() ? kept : first(context, request, headers, routes);
        } catch (RuntimeException | IOException _) {
            // The longer way asks again, and tells.
            return Optional.empty();
        }
    }

    private Optional<PromptAnswer> first(
            ChannelHandlerContext context, HttpRequest request, HttpHeaders headers, RouteTable routes)
            throws IOException {
        Target target = Target.parsePlain(request.uri());
        String method = request.method().name();
        Optional<RouteTable.Match> route = routes.find(method, target.path());
        if (route.isEmpty()) {
            return Optional.empty();
        }
        Request routed = new RoutedRequest(
                method,
                target,
                route.get().variables(),
                Query.parse(target.rawQuery()),
                headers,
                new RequestBody(Flux.empty()),
                Peer.of(context.channel().remoteAddress(), false));
        return route.get()
                .handler()
                .answerAtOnce(routed)
                .flatMap(reply -> found(request, route.get().pattern(), reply));
    }

    private Optional<PromptAnswer> found(HttpRequest request, String route, Reply reply) {
        return switch (reply) {
            case Reply.Bytes _, Reply.Stream _ -> Optional.empty();
            case Reply.Empty _, Reply.Head _ -> Optional.of(PromptAnswer.of(route, head(reply)));
            case Reply.Blob blob -> {
                HttpResponse head = head(reply);
                all.kept().keep(request, route, blob, head);
                DefaultFileRegion body = new DefaultFileRegion(blob.file(), blob.position(), blob.length());
                yield Optional.of(PromptAnswer.of(route, head, body));
            }
        };
    }

    private HttpResponse head(Reply reply) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
        all.writer().describe(reply, CommonHeaders.OTHER, new HttpHeaders(new Netty4HeadersAdapter(head.headers())));
        return head;
    }

    private void write(
            ChannelHandlerContext context,
            HttpRequest request,
            PromptAnswer answer,
            ChannelPromise written,
            long start) {
        String method = request.method().name();
        written.addListener(done -> {
            all.tell(method, answer.route(), answer.status(), start);
            if (done.isSuccess()) {
                context.read();
            } else {
                context.close();
            }
        });
        Iterator<Object> messages = answer.messages().iterator();
        Object message = messages.next();
        if (answer.isFromMemory()) {
            same.answeredFromMemory(request.uri());
            context.writeAndFlush(message, written);
            return;
        }
        cork(context, true);
        for (; messages.hasNext(); message = messages.next()) {
            context.write(message);
        }
        context.writeAndFlush(message, written);
        cork(context, false);
    }

    /** While it is corked, the kernel keeps the headers until the body comes: the client is woken once, not twice. */
    private static void cork(ChannelHandlerContext context, boolean corked) {
        if (context.channel() instanceof EpollSocketChannel tcp) {
            try {
                tcp.config().setTcpCork(corked);
            } catch (ChannelException _) {
                // Of a socket that is closed: the write tells.
            }
        }
    }
}
