package io.berth.server.http;

import java.time.Duration;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells the observer of each request when its answer has been written or given up. */
final class RequestTimer implements WebFilter {
    /** The exchange's attribute that names the route. */
    static final String ROUTE = RequestTimer.class.getName();

    private final HttpObserver observer;

    RequestTimer(HttpObserver observer) {
        this.observer = observer;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long start = System.nanoTime();
        return chain.filter(exchange)
                .doFinally(_ -> observer.served(
                        exchange.getRequest().getMethod().name(),
                        exchange.getAttributeOrDefault(ROUTE, "other"),
                        status(exchange),
                        Duration.ofNanos(System.nanoTime() - start)));
    }

    private static int status(ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        return status == null ? 0 : status.value();
    }
}
