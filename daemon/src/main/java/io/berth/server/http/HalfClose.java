package io.berth.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Answers a client that has closed its sending side after its request ({@code nc -N}, some HTTP libraries) and closes
 * the connection then. On a Unix socket such a client is told apart from one that is gone; on TCP it is not until bytes
 * are sent, so a stream's {@link Reply.Client} counts as gone there while its bytes are still delivered (Go's server
 * does the same). One for each connection, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures by the promise and by exceptionCaught.
final class HalfClose extends ChannelDuplexHandler {
    private static final int CONTINUE = 100;

    private boolean receiving;
    private boolean inputEnded;
    private int unanswered;
    private int received;

    /** How many requests have come that could be decoded, wholly or in part; it wraps around. */
    int received() {
        return received;
    }

    /** Whether a request has come in part only. */
    boolean isReceiving() {
        return receiving;
    }

    /** Counts one that did not pass through here; {@link #answered} follows. */
    void begin() {
        unanswered++;
    }

    /** How many requests of this connection have come, wholly or in part, and have no whole answer yet. */
    int unanswered() {
        return unanswered;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            receiving = true;
            received += request.decoderResult().isSuccess() ? 1 : 0;
            unanswered++;
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (endsAnswer(message)) {
            context.write(message, promise.unvoid().addListener(_ -> answered(context)));
        } else {
            context.write(message, promise);
        }
    }

    /** Whether this is the end of an answer; a whole one that only tells the client to go on is none. */
    static boolean endsAnswer(Object message) {
        boolean interim =
                message instanceof HttpResponse response && response.status().code() == CONTINUE;
        return message instanceof LastHttpContent && !interim;
    }

    /** Counts one that has its whole answer, and closes the connection if no other can come. */
    void answered(ChannelHandlerContext context) {
        unanswered--;
        if (inputEnded && unanswered == 0) {
            context.close();
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (!inputEnded) {
            context.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded(context);
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            context.fireUserEventTriggered(event);
        }
    }

    private void inputEnded(ChannelHandlerContext context) {
        inputEnded = true;
        Channel channel = context.channel();
        boolean unix = channel instanceof DomainSocketChannel;
        // Within a request nothing can be answered; without one nothing is to be.
        if (receiving || unanswered == 0 || (unix && isGone((UnixChannel) channel))) {
            context.close();
            return;
        }
        BlockingBody body = BlockingBody.on(channel);
        if (body != null && !unix) {
            body.client().tellGone();
        }
    }

    /** Linux refuses even no bytes once the other end of a Unix socket is closed wholly, and takes them before. */
    private static boolean isGone(UnixChannel channel) {
        try {
            channel.fd().write(ByteBuffer.allocateDirect(1), 0, 0);
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.fireExceptionCaught(cause);
        if (cause instanceof IOException) {
            // A reset connection would else stay half open.
            context.close();
        }
    }
}
