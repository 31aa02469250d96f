package io.berth.server.http;

import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.handler.ssl.SslHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
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

    /** Each client that is sent a file under TLS has a piece; larger ones would grow old with many of them. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Executor threads;
    private final OpenStreams streams;
    private final Dialect dialect;

    ReplyWriter(Executor threads, OpenStreams streams, Dialect dialect) {
        this.threads = threads;
        this.streams = streams;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** An error before the first byte leaves the response as it was, so that another reply can be written. */
    Mono<Void> write(Reply reply, CommonHeaders common, ServerHttpResponse response) {
        clear(response.getHeaders());
        describe(reply, common, response.getHeaders());
        response.setRawStatusCode(reply.status());
        return switch (reply) {
            case Reply.Empty _, Reply.Head _ -> response.setComplete();
            case Reply.Blob blob -> blob(blob, response);
            case Reply.Bytes bytes -> bytes(bytes, response);
            case Reply.Stream stream -> stream(stream.writer(), response);
        };
    }

    /** Sets all headers of the reply. */
    void describe(Reply reply, CommonHeaders common, HttpHeaders headers) {
        common.addTo(headers);
        dialect.headers().forEach(headers::set);
        reply.headers().forEach(headers::set);
        switch (reply) {
            case Reply.Empty _ -> setLength(headers, 0);
            case Reply.Head head -> describe(headers, head.contentType(), head.length());
            case Reply.Blob blob -> describe(headers, blob.contentType(), blob.length());
            case Reply.Bytes bytes -> describe(headers, bytes.contentType(), bytes.length());
            case Reply.Stream stream -> {
                headers.set(HttpHeaders.CONTENT_TYPE, stream.contentType());
                if (headers.getContentLength() >= 0) {
                    headers.remove(HttpHeaders.TRANSFER_ENCODING);
                }
            }
        }
    }

    private static void describe(HttpHeaders headers, String contentType, long length) {
        headers.set(HttpHeaders.CONTENT_TYPE, contentType);
        setLength(headers, length);
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
        long length = reply.length();
        if (length <= ONE_BUFFER_BYTES_MAX) {
            return response.writeWith(Mono.fromSupplier(() -> join(reply.pieces(), (int) length, response)));
        }
        if (isEncrypted(response)) {
            return stream((out, _) -> copy(reply.pieces(), out), response);
        }
        return region(reply::pieces, pieces -> new PiecesRegion(pieces, length), _ -> {}, response);
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

    /** The kernel copies from file to socket; under TLS the bytes pass through us in pieces. */
    private Mono<Void> blob(Reply.Blob blob, ServerHttpResponse response) {
        if (isEncrypted(response)) {
            return stream((out, _) -> copy(blob, out), response);
        }
        if (blob.length() == 0) {
            close(blob.file());
            return response.setComplete();
        }
        return region(
                blob::file,
                file -> new DefaultFileRegion(file, blob.position(), blob.length()),
                ReplyWriter::close,
                response);
    }

    /** Sends what Netty sends piece by piece, as the socket takes it. */
    private static <T> Mono<Void> region(
            Callable<T> source, Function<T, FileRegion> region, Consumer<T> close, ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        // Completing applies the headers; Netty sends them with the first bytes.
        return response.setComplete()
                .then(Mono.defer(() -> netty.sendUsing(source, (_, one) -> region.apply(one), close)
                        .then()));
    }

    private static boolean isEncrypted(ServerHttpResponse response) {
        return channel(response).pipeline().get(SslHandler.class) != null;
    }

    private static void copy(List<Reply.Piece> pieces, OutputStream out) throws IOException {
        for (Reply.Piece piece : pieces) {
            out.write(piece.array(), piece.from(), piece.length());
        }
    }

    private static void copy(Reply.Blob blob, OutputStream out) throws IOException {
        try (FileChannel file = blob.file()) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, blob.length()));
            long end = blob.position() + blob.length();
            for (long at = blob.position(); at < end; at += piece.limit()) {
                piece.clear().limit((int) Math.min(piece.capacity(), end - at));
                if (file.read(piece, at) < 0) {
                    throw new EOFException("a blob ends before its size");
                }
                piece.flip();
                out.write(piece.array(), 0, piece.limit());
            }
        }
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException _) {
            // It was read only.
        }
    }

    private static Channel channel(ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        Channel[] channel = new Channel[1];
        netty.withConnection(connection -> channel[0] = connection.channel());
        return channel[0];
    }
}
