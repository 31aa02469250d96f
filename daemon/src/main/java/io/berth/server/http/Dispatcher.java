package io.berth.server.http;

import io.berth.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * From a request to its answer: clean path, route, version, handler. Spring's own path patterns cannot take a variable
 * that spans slashes in the middle of a path, so the table is ours and this is one router function for all.
 */
final class Dispatcher implements RouterFunction<ServerResponse> {
    private final RouteTable routes;
    private final Executor threads;
    private final ReplyWriter writer;

    Dispatcher(RouteTable routes, Executor threads, ReplyWriter writer) {
        this.routes = routes;
        this.threads = threads;
        this.writer = writer;
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        return Mono.just(this::serve);
    }

    private Mono<ServerResponse> serve(ServerRequest request) {
        ServerHttpRequest http = request.exchange().getRequest();
        HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(http);
        return writer.dialect().isEngine()
                ? serveEngine(netty.uri(), http, request)
                : serveOther(netty.uri(), http, request);
    }

    private Mono<ServerResponse> serveEngine(String uri, ServerHttpRequest http, ServerRequest request) {
        try {
            Target target = Target.parse(uri);
            String clean = CleanPath.of(target.whole());
            if (!clean.equals(target.whole())) {
                return answer(redirect(clean, target), CommonHeaders.NONE);
            }
            String method = http.getMethod().name();
            if (method.equals("OPTIONS")) {
                return answer(Reply.empty(200), CommonHeaders.ALL);
            }
            return routes.find(method, target.path())
                    .map(match -> serveVersioned(match, target, http, request))
                    .orElseGet(() -> answer(writer.dialect().noRoute(false), CommonHeaders.NONE));
        } catch (Problem problem) {
            return answer(writer.dialect().failure(problem), CommonHeaders.ALL);
        }
    }

    private Mono<ServerResponse> serveOther(String uri, ServerHttpRequest http, ServerRequest request) {
        try {
            Target target = Target.parsePlain(uri);
            return routes.find(http.getMethod().name(), target.path())
                    .map(match -> serve(match, target, http, request, CommonHeaders.OTHER))
                    .orElseGet(
                            () -> answer(writer.dialect().noRoute(routes.knows(target.path())), CommonHeaders.OTHER));
        } catch (Problem problem) {
            return answer(writer.dialect().failure(problem), CommonHeaders.OTHER);
        }
    }

    private Mono<ServerResponse> serveVersioned(
            RouteTable.Match match, Target target, ServerHttpRequest http, ServerRequest request) {
        Reply refusal = VersionCheck.refusal(target.version());
        if (refusal != null) {
            request.attributes().put(RequestTimer.ROUTE, match.pattern());
            return answer(refusal, CommonHeaders.VERSION_REFUSED);
        }
        return serve(match, target, http, request, CommonHeaders.ALL);
    }

    private Mono<ServerResponse> serve(
            RouteTable.Match match,
            Target target,
            ServerHttpRequest http,
            ServerRequest request,
            CommonHeaders common) {
        request.attributes().put(RequestTimer.ROUTE, match.pattern());
        Request routed = new RoutedRequest(
                http.getMethod().name(),
                target,
                match.variables(),
                Query.parse(target.rawQuery()),
                http.getHeaders(),
                new RequestBody(http.getBody()),
                Peer.of(http.getRemoteAddress(), http.getSslInfo() != null));
        return call(match.handler(), routed).flatMap(reply -> answer(reply, common));
    }

    private static Reply redirect(String path, Target target) {
        String encoded = UriUtils.encodePath(path, StandardCharsets.UTF_8);
        String location = target.rawQuery().isEmpty() ? encoded : encoded + "?" + target.rawQuery();
        return new Reply.Empty(301, Map.of("Location", location));
    }

    private Mono<Reply> call(Handler handler, Request request) {
        try {
            Optional<Reply> atOnce = handler.answerAtOnce(request);
            return atOnce.isPresent() ? Mono.just(atOnce.get()) : callOnThread(handler, request);
        } catch (Throwable thrown) {
            return Mono.just(writer.dialect().failure(thrown));
        }
    }

    /** Not by a scheduler: cancelling one interrupts its thread, and an interrupt closes files that others read. */
    private Mono<Reply> callOnThread(Handler handler, Request request) {
        return Mono.create(sink -> threads.execute(() -> {
            Reply reply;
            try {
                reply = handler.handle(request);
            } catch (Throwable thrown) {
                reply = writer.dialect().failure(thrown);
            }
            sink.success(reply);
        }));
    }

    private Mono<ServerResponse> answer(Reply reply, CommonHeaders common) {
        return Mono.just(new Answer(reply, common, writer));
    }
}
