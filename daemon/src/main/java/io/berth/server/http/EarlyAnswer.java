package io.berth.server.http;

import io.berth.io.Limits;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * Lets a client read an answer that comes before the end of its request. A socket that is closed while the client still
 * sends is reset, and clients then tell of the reset and not of the answer; so at first only the sending side is closed
 * (RFC 9112, 9.6). What still comes is dropped, {@link Limits#REFUSED_BYTES_READ_MAX} of it at most, and the connection ends
 * with the request or when the client closes it. One for each connection, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closed it is, one way or the other.
final class EarlyAnswer extends ChannelDuplexHandler {
    private boolean receiving;
    private boolean inputEnded;
    private boolean halfClosed;
    private int unanswered;
    private long dropped;

    private boolean isEarly() {
        return receiving && unanswered == 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            receiving = true;
            unanswered++;
            dropped = 0;
        }
        if (isEarly() && message instanceof HttpContent content) {
            dropped += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
        }
        if (!halfClosed) {
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
        }
        if (dropped > Limits.REFUSED_BYTES_READ_MAX || (halfClosed && !receiving)) {
            context.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (halfClosed) {
            context.read();
        } else {
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (HalfClose.endsAnswer(message)) {
            unanswered--;
        }
        context.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!isEarly() || inputEnded || halfClosed || !(context.channel() instanceof DuplexChannel duplex)) {
            context.close(promise);
            return;
        }
        halfClosed = true;
        context.channel().closeFuture().addListener(_ -> promise.trySuccess());
        duplex.shutdownOutput();
        context.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        inputEnded |= event instanceof ChannelInputShutdownEvent;
        if (halfClosed && inputEnded) {
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (halfClosed && cause instanceof IOException) {
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
