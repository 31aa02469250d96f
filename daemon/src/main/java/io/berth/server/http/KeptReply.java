package io.berth.server.http;

import io.berth.io.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file's part that is sent again with the same headers.
 *
 * @param route of the request, for meters
 * @param body the bytes, where they are in memory
 */
record KeptReply(
        String route,
        DatedHead head,
        long position,
        long length,
        Reply.Again again,
        @Nullable ByteBuf body) {
    /** The answer from the open file, which it takes. */
    PromptAnswer from(FileChannel file) {
        return PromptAnswer.of(route, head.now(), new DefaultFileRegion(file, position, length));
    }

    /** The answer from memory; whoever writes it lets go of the body. */
    PromptAnswer fromMemory() {
        return PromptAnswer.of(route, head.now(), Objects.requireNonNull(body));
    }

    /** Lets go of the body, where it has one. */
    void release() {
        ReferenceCountUtil.release(body);
    }

    boolean isSmall() {
        return length <= Limits.KEPT_BODY_BYTES_MAX;
    }

    /** Reads the bytes of a small one; null where they are not what they should be. The caller lets go of them. */
    @Nullable
    ByteBuf read(FileChannel file) throws IOException {
        ByteBuf bytes = Unpooled.directBuffer((int) length);
        boolean genuine = false;
        try {
            ByteBuffer space = bytes.nioBuffer(0, (int) length);
            while (space.hasRemaining() && file.read(space, position + space.position()) >= 0) {
                // A read may bring less than was asked for.
            }
            bytes.writerIndex(space.position());
            genuine = !space.hasRemaining() && again.isGenuine(space.flip());
        } finally {
            if (!genuine) {
                bytes.release();
            }
        }
        return genuine ? bytes : null;
    }

    KeptReply with(ByteBuf bytes) {
        return new KeptReply(route, head, position, length, again, bytes);
    }
}
