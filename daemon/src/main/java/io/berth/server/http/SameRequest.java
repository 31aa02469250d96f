package io.berth.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request whose bytes are those of one that was answered from memory before, since to decode it again, and
 * to encode its answer, is a good part of what such an answer costs. It stands before the decoder and takes bytes only where it is certain
 * that a request begins with them: all that came before on this connection were requests without a body that came one by
 * one, and each is answered. One for each connection without TLS, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails is closed by the listener of its last write.
final class SameRequest extends ChannelInboundHandlerAdapter {
    private final ShortCuts all;
    private final HalfClose requests;
    private final KeptRequests kept;

    /** What has come since the last point where a request was certain to begin; null where there is none any more. */
    private @Nullable ByteBuf begun = Unpooled.EMPTY_BUFFER;

    /** The target of what was just decoded, where it was answered from memory. */
    private @Nullable String answered;

    SameRequest(ShortCuts all, HalfClose requests, KeptRequests kept) {
        this.all = all;
        this.requests = requests;
        this.kept = kept;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        boolean begins = begun != null && !begun.isReadable() && requests.unanswered() == 0;
        if (begins && answer(context, bytes)) {
            bytes.release();
        } else {
            decode(context, bytes);
        }
    }

    private void decode(ChannelHandlerContext context, ByteBuf bytes) {
        ByteBuf request = begun == null ? null : KeptRequests.append(begun, bytes);
        begun = request;
        if (request == null || !KeptRequests.isOne(request)) {
            context.fireChannelRead(bytes);
            return;
        }
        int before = requests.received();
        answered = null;
        context.fireChannelRead(bytes);
        boolean wasOne = requests.received() == before + 1 && !requests.isReceiving();
        begun = wasOne ? Unpooled.EMPTY_BUFFER : null;
        if (wasOne && answered != null) {
            kept.keep(request, answered);
        }
    }

    /** Told when the request that is being decoded is answered from memory. */
    void answeredFromMemory(String target) {
        answered = target;
    }

    private boolean answer(ChannelHandlerContext context, ByteBuf bytes) {
        String target = kept.target(bytes);
        if (target == null) {
            return false;
        }
        ChannelPromise written = context.newPromise();
        KeptReply reply = all.begin(written) == null ? null : all.kept().inMemory(target);
        if (reply == null) {
            written.setSuccess();
            return false;
        }
        write(context, reply, written);
        return true;
    }

    private void write(ChannelHandlerContext context, KeptReply reply, ChannelPromise written) {
        long start = System.nanoTime();
        requests.begin();
        written.addListener(done -> {
            all.tell("GET", reply.route(), reply.head().status(), start);
            requests.answered(context);
            if (done.isSuccess()) {
                requests.read(context);
            } else {
                context.close();
            }
        });
        context.write(Unpooled.wrappedBuffer(reply.head().bytes()));
        context.writeAndFlush(Objects.requireNonNull(reply.body()), written);
    }
}
