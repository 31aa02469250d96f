package io.berth.server.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The event loops of the servers: epoll, which alone keeps a half-closed Unix socket open, with {@link LastingIoHandler}. */
final class EpollLoops implements LoopResources {
    private final EventLoopGroup group;

    EpollLoops(int threads) {
        group = new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("http", true),
                executor -> new LastingIoHandler(EpollIoHandler.newFactory().newHandler(executor)));
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return group;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup loops) {
        return type.cast(
                type == ServerDomainSocketChannel.class
                        ? new EpollServerDomainSocketChannel()
                        : new EpollServerSocketChannel());
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup loops) {
        return (type == ServerDomainSocketChannel.class
                        ? EpollServerDomainSocketChannel.class
                        : EpollServerSocketChannel.class)
                .asSubclass(type);
    }

    @Override
    public Mono<Void> disposeLater(Duration quiet, Duration most) {
        return Mono.create(sink -> group.shutdownGracefully(quiet.toMillis(), most.toMillis(), TimeUnit.MILLISECONDS)
                .addListener(_ -> sink.success()));
    }
}
