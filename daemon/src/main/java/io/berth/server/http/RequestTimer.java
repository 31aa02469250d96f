package io.berth.server.http;

import java.time.Duration;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells the observer of each request when its answer has been written or given up. */
final class RequestTimer implements WebFilter {
    /** The exchange's attribute that names the route. */
    static final String ROUTE = RequestTimer.class.getName();

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.values());

    private final HttpObserver observer;

    RequestTimer(HttpObserver observer) {
        this.observer = observer;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long start = System.nanoTime();
        return chain.filter(exchange)
                .doFinally(_ -> observer.served(
                        method(exchange),
                        exchange.getAttributeOrDefault(ROUTE, "other"),
                        status(exchange),
                        Duration.ofNanos(System.nanoTime() - start)));
    }

    /** A client may send any word, and each that the observer is told of stays with its meters. */
    private static String method(ServerWebExchange exchange) {
        HttpMethod method = exchange.getRequest().getMethod();
        return METHODS.contains(method) ? method.name() : "other";
    }

    private static int status(ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        return status == null ? 0 : status.value();
    }
}
