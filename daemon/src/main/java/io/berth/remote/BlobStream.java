package io.berth.remote;

import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Bytes of a blob that are on their way. Closing it early closes the socket. */
public interface BlobStream extends AutoCloseable {
    /** The place of the first byte: the offset asked for, or 0. */
    long start();

    /** Who sends them, {@code host:port}. */
    String host();

    /** How many bytes are to come, where the other side tells. */
    OptionalLong length();

    /** The next bytes, valid until the next call; null at the end. */
    @Nullable
    ByteBuffer next() throws IOException;

    @Override
    void close();

    static BlobStream of(HttpAnswer answer, long start) {
        return new BlobStream() {
            @Override
            public long start() {
                return start;
            }

            @Override
            public String host() {
                return answer.call().uri().getRawAuthority();
            }

            @Override
            public OptionalLong length() {
                return answer.contentLength();
            }

            @Override
            public @Nullable ByteBuffer next() throws RegistryException {
                try {
                    return answer.next();
                } catch (IOException e) {
                    throw Caller.network(
                            "GET", Answers.withoutQuery(answer.call().uri()), e);
                }
            }

            @Override
            public void close() {
                answer.close();
            }
        };
    }
}
