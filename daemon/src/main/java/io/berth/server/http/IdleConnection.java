package io.berth.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which no request has come for a time and none is waiting for its answer. Reactor Netty's own
 * cannot know of requests that {@link ShortCut} answers. One for each connection, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closed it is, one way or the other.
final class IdleConnection extends IdleStateHandler {
    private final HalfClose requests;

    IdleConnection(Duration most, HalfClose requests) {
        super(0, 0, most.toMillis(), TimeUnit.MILLISECONDS);
        this.requests = requests;
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (requests.unanswered() == 0) {
            context.close();
        }
    }
}
