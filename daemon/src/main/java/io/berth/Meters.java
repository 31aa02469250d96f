package io.berth;

import io.berth.server.http.HttpObserver;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** The daemon's meters. They listen to what the domain tells and read its stores; the domain knows nothing of them. */
final class Meters implements HttpObserver {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Override
    public void served(String method, String route, int status, Duration took) {
        Tags tags =
                Tags.of(Tag.of("method", method), Tag.of("route", route), Tag.of("status", Integer.toString(status)));
        Timer.builder("berth.http.requests")
                .description("Requests answered, by the time until the last byte")
                .tags(tags)
                .register(registry)
                .record(took);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }
}
