package io.berth.remote.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/** Requests of plain HTTP as a proxy wants them (RFC 9112, 3.2.2): the whole URI in the first line, who we are in a header. */
final class AbsoluteForm extends ChannelOutboundHandlerAdapter {
    private final Proxy proxy;

    AbsoluteForm(Proxy proxy) {
        this.proxy = proxy;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request && request.uri().startsWith("/")) {
            request.setUri("http://" + request.headers().get(HttpHeaderNames.HOST) + request.uri());
            if (!proxy.authorization().isEmpty()) {
                request.headers().set(HttpHeaderNames.PROXY_AUTHORIZATION, proxy.authorization());
            }
        }
        context.write(message, promise);
    }
}
