package io.berth.server.http;

import io.berth.io.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of requests that {@link KeptReplies} answered from memory, with their targets: the same bytes mean the same
 * request. For one address, since what its {@link TcpGuard} let through another's might not. When it is full, it begins
 * anew. Used by all event loops.
 */
final class KeptRequests {
    private final Map<ByteBuf, String> targets = new HashMap<>();

    /** Both together in memory of their own, which nobody has to let go of; null where that is too long for a request here. */
    static @Nullable ByteBuf append(ByteBuf begun, ByteBuf bytes) {
        return begun.readableBytes() + bytes.readableBytes() > Limits.KEPT_REQUEST_BYTES_MAX
                ? null
                : Unpooled.copiedBuffer(begun, bytes);
    }

    /** Whether the bytes are one request without a body and nothing else, as everybody reads them. */
    static boolean isOne(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length < 4) {
            return false;
        }
        int end = bytes.writerIndex() - 1;
        for (int i = bytes.readerIndex(); i <= end; i++) {
            if (bytes.getByte(i) == '\n' && (!isLineEnd(bytes, i) || (isLineEnd(bytes, i - 2) != (i == end)))) {
                return false;
            }
        }
        return isLineEnd(bytes, end) && isLineEnd(bytes, end - 2);
    }

    private static boolean isLineEnd(ByteBuf bytes, int at) {
        return at > bytes.readerIndex() && bytes.getByte(at) == '\n' && bytes.getByte(at - 1) == '\r';
    }

    synchronized @Nullable String target(ByteBuf bytes) {
        return targets.get(bytes);
    }

    /** @param request that {@link #isOne} */
    synchronized void keep(ByteBuf request, String target) {
        if (targets.size() >= Limits.KEPT_REPLIES_MAX) {
            targets.clear();
        }
        targets.put(request, target);
    }
}
