package io.berth.server.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Wakes a {@link BlockingBody} when its channel takes bytes again. Must stand before Reactor Netty's bridge, which keeps
 * this event to itself: behind it, a fast transfer stalls for ever.
 */
@Sharable
final class WritableGate extends ChannelInboundHandlerAdapter {
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        BlockingBody body = BlockingBody.on(context.channel());
        if (body != null && context.channel().isWritable()) {
            body.drain();
        }
        context.fireChannelWritabilityChanged();
    }
}
