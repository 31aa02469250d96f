package io.berth.server.http;

import io.berth.io.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replies that can be given again ({@link Reply.Again}), by the request's target as it was sent: routing a request and
 * writing down its headers takes longer than sending a small file. What is small and was asked for twice is kept in memory,
 * since to open its file is a good part of what such an answer costs. When it is full, it begins anew. Used by all event loops.
 */
final class KeptReplies {
    private static final CharSequence[] CONDITIONS = {
        HttpHeaderNames.RANGE,
        HttpHeaderNames.IF_NONE_MATCH,
        HttpHeaderNames.IF_MATCH,
        HttpHeaderNames.IF_MODIFIED_SINCE,
        HttpHeaderNames.IF_UNMODIFIED_SINCE,
        HttpHeaderNames.IF_RANGE
    };

    private final Map<String, KeptReply> replies = new HashMap<>();
    private long bodyBytes;

    /** The reply to a request like one before; empty where its handler must be asked. */
    Optional<PromptAnswer> give(HttpRequest request) throws IOException {
        KeptReply kept = isKept(request) ? find(request.uri()) : null;
        if (kept == null) {
            return Optional.empty();
        }
        return kept.body() == null
                ? fromFile(request.uri(), kept)
                : Optional.ofNullable(believed(request.uri(), kept)).map(KeptReply::fromMemory);
    }

    /** The reply to a request for this target without conditions, if it is in memory; the caller lets go of its body. */
    @Nullable
    KeptReply inMemory(String target) {
        KeptReply kept = find(target);
        return kept == null || kept.body() == null ? null : believed(target, kept);
    }

    private @Nullable KeptReply believed(String target, KeptReply kept) {
        if (kept.again().give()) {
            return kept;
        }
        kept.release();
        forget(target);
        return null;
    }

    private Optional<PromptAnswer> fromFile(String target, KeptReply kept) throws IOException {
        Optional<FileChannel> file = kept.again().open();
        return file.isPresent() && kept.isSmall() ? fromMemory(target, kept, file.get()) : file.map(kept::from);
    }

    private Optional<PromptAnswer> fromMemory(String target, KeptReply kept, FileChannel file) throws IOException {
        ByteBuf body;
        try (file) {
            body = kept.read(file);
        }
        if (body == null) {
            return Optional.empty();
        }
        keep(target, kept.with(body.retainedDuplicate()));
        return Optional.of(kept.with(body).fromMemory());
    }

    /** Keeps a reply for requests like this one, if there can be such; nobody changes its head any more. */
    void keep(HttpRequest request, String route, Reply.Blob reply, HttpResponse head) {
        Reply.Again again = reply.again();
        if (again != null && isKept(request)) {
            DatedHead dated = new DatedHead(head.status(), head.headers());
            keep(request.uri(), new KeptReply(route, dated, reply.position(), reply.length(), again, null));
        }
    }

    /** Its body is retained for the caller. */
    private synchronized @Nullable KeptReply find(String target) {
        KeptReply kept = replies.get(target);
        return kept == null || kept.body() == null
                ? kept
                : kept.with(kept.body().retainedDuplicate());
    }

    private synchronized void keep(String target, KeptReply reply) {
        forget(target);
        long bytes = reply.body() == null ? 0 : reply.length();
        if (replies.size() >= Limits.KEPT_REPLIES_MAX || bodyBytes + bytes > Limits.KEPT_BODIES_BYTES_MAX) {
            clear();
        }
        replies.put(target, reply);
        bodyBytes += bytes;
    }

    /** Lets go of all of them. */
    synchronized void clear() {
        List.copyOf(replies.keySet()).forEach(this::forget);
    }

    private synchronized void forget(String target) {
        KeptReply gone = replies.remove(target);
        if (gone != null && gone.body() != null) {
            gone.release();
            bodyBytes -= gone.length();
        }
    }

    private static boolean isKept(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.uri().length() <= Limits.KEPT_TARGET_MAX
                && !isConditional(request.headers());
    }

    private static boolean isConditional(HttpHeaders headers) {
        // A loop and no stream: every request comes by here.
        for (CharSequence condition : CONDITIONS) {
            if (headers.contains(condition)) {
                return true;
            }
        }
        return false;
    }
}
