package io.berth.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * What {@link ShortCut} writes to answer a request.
 *
 * @param route of the request, for meters
 * @param messages for the encoder, one after the other; who writes them lets go of them
 */
record PromptAnswer(String route, HttpResponseStatus status, List<Object> messages) {
    static PromptAnswer of(String route, HttpResponse head) {
        return new PromptAnswer(route, head.status(), List.of(head, LastHttpContent.EMPTY_LAST_CONTENT));
    }

    static PromptAnswer of(String route, HttpResponse head, DefaultFileRegion body) {
        return new PromptAnswer(route, head.status(), List.of(head, body, LastHttpContent.EMPTY_LAST_CONTENT));
    }

    /** Head and body in one: they leave by one call of the kernel. */
    static PromptAnswer of(String route, HttpResponse head, ByteBuf body) {
        return new PromptAnswer(
                route,
                head.status(),
                List.of(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, head.status(), body, head.headers(), EmptyHttpHeaders.INSTANCE)));
    }

    boolean isFromMemory() {
        return messages.size() == 1;
    }
}
