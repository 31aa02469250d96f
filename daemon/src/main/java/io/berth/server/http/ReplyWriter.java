package io.berth.server.http;

import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.Executor;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Writes replies. */
final class ReplyWriter {
    /** A body up to this size goes out as one buffer; a larger one as a stream that waits for the client. */
    private static final long ONE_BUFFER_BYTES_MAX = Chunks.BYTES;

    private final Executor threads;
    private final OpenStreams streams;

    ReplyWriter(Executor threads, OpenStreams streams) {
        this.threads = threads;
        this.streams = streams;
    }

    /** An error before the first byte leaves the response as it was, so that another reply can be written. */
    Mono<Void> write(Reply reply, CommonHeaders common, ServerHttpResponse response) {
        HttpHeaders headers = response.getHeaders();
        clear(headers);
        common.addTo(headers);
        reply.headers().forEach(headers::set);
        response.setRawStatusCode(reply.status());
        return switch (reply) {
            case Reply.Empty _ -> {
                setLength(headers, 0);
                yield response.setComplete();
            }
            case Reply.Bytes bytes -> bytes(bytes, response);
            case Reply.Stream stream -> {
                headers.set(HttpHeaders.CONTENT_TYPE, stream.contentType());
                yield stream(stream.writer(), response);
            }
        };
    }

    /** Forgets an earlier reply, but not how Netty frames a body of unknown length. */
    private static void clear(HttpHeaders headers) {
        String framing = headers.getFirst(HttpHeaders.TRANSFER_ENCODING);
        headers.clear();
        if (framing != null) {
            headers.set(HttpHeaders.TRANSFER_ENCODING, framing);
        }
    }

    private Mono<Void> bytes(Reply.Bytes reply, ServerHttpResponse response) {
        long length = reply.pieces().stream().mapToLong(Reply.Piece::length).sum();
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, reply.contentType());
        setLength(response.getHeaders(), length);
        if (length > ONE_BUFFER_BYTES_MAX) {
            return stream(
                    (out, _) -> {
                        for (Reply.Piece piece : reply.pieces()) {
                            out.write(piece.array(), piece.from(), piece.length());
                        }
                    },
                    response);
        }
        return response.writeWith(Mono.fromSupplier(() -> join(reply.pieces(), (int) length, response)));
    }

    private static void setLength(HttpHeaders headers, long length) {
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        headers.setContentLength(length);
    }

    private static DataBuffer join(List<Reply.Piece> pieces, int length, ServerHttpResponse response) {
        DataBuffer buffer = response.bufferFactory().allocateBuffer(Math.max(length, 1));
        pieces.forEach(piece -> buffer.write(piece.array(), piece.from(), piece.length()));
        return buffer;
    }

    private Mono<Void> stream(Reply.Writer writer, ServerHttpResponse response) {
        return Mono.defer(
                () -> response.writeWith(new BlockingBody(channel(response), threads, writer, streams.open())));
    }

    private static Channel channel(ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        Channel[] channel = new Channel[1];
        netty.withConnection(connection -> channel[0] = connection.channel());
        return channel[0];
    }
}
