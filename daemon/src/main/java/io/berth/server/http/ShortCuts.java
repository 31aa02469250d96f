package io.berth.server.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the {@link ShortCut}s of all connections have in common; a stop waits here for the answers that are under way. */
final class ShortCuts {
    private final ReplyWriter writer;
    private final HttpObserver observer;
    private final Set<ChannelFuture> underWay = ConcurrentHashMap.newKeySet();
    private final KeptReplies kept = new KeptReplies();
    private volatile @Nullable RouteTable routes;

    ShortCuts(ReplyWriter writer, HttpObserver observer) {
        this.writer = writer;
        this.observer = observer;
    }

    ReplyWriter writer() {
        return writer;
    }

    KeptReplies kept() {
        return kept;
    }

    void serve(RouteTable table) {
        routes = table;
    }

    /**
     * The routes, where an answer may begin; null where requests must go the longer way, which waits for the routes.
     *
     * @param answer whoever begins ends it; a stop waits for that
     */
    @Nullable
    RouteTable begin(ChannelPromise answer) {
        // Before the routes are read: a stop that does not see this answer has taken them away.
        underWay.add(answer);
        answer.addListener(_ -> underWay.remove(answer));
        return routes;
    }

    /** Tells of an answer that has been written or given up. */
    void tell(String method, String route, HttpResponseStatus status, long start) {
        observer.served(method, route, status.code(), Duration.ofNanos(System.nanoTime() - start));
    }

    /** Answers nothing more, and returns when what was begun is written, or at the deadline of {@link System#nanoTime}. */
    void stop(long deadline) {
        routes = null;
        for (ChannelFuture answer : underWay) {
            answer.awaitUninterruptibly(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        kept.clear();
    }
}
