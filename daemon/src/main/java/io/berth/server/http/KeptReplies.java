package io.berth.server.http;

import io.berth.io.Limits;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Replies that can be given again ({@link Reply.Again}), by the request's target as it was sent: routing a request and
 * writing down its headers takes longer than sending a small file. When it is full, it begins anew.
 */
final class KeptReplies {
    private static final List<CharSequence> CONDITIONS = List.of(
            HttpHeaderNames.RANGE,
            HttpHeaderNames.IF_NONE_MATCH,
            HttpHeaderNames.IF_MATCH,
            HttpHeaderNames.IF_MODIFIED_SINCE,
            HttpHeaderNames.IF_UNMODIFIED_SINCE,
            HttpHeaderNames.IF_RANGE);

    private final Map<String, KeptReply> replies = new ConcurrentHashMap<>();

    @Nullable
    KeptReply find(HttpRequest request) {
        return isKept(request) ? replies.get(request.uri()) : null;
    }

    /** Keeps a reply for requests like this one, if there can be such; nobody changes its head any more. */
    void keep(HttpRequest request, String route, Reply.Blob reply, HttpResponse head) {
        Reply.Again again = reply.again();
        if (again == null || !isKept(request)) {
            return;
        }
        if (replies.size() >= Limits.KEPT_REPLIES_MAX) {
            replies.clear();
        }
        DatedHead dated = new DatedHead(head.status(), head.headers());
        replies.put(request.uri(), new KeptReply(route, dated, reply.position(), reply.length(), again));
    }

    private static boolean isKept(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.uri().length() <= Limits.KEPT_TARGET_MAX
                && CONDITIONS.stream().noneMatch(request.headers()::contains);
    }
}
