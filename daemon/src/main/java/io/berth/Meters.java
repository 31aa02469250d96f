package io.berth;

import io.berth.image.PullObserver;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.server.http.HttpObserver;
import io.berth.transfer.TransferObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The daemon's meters. They listen to what the domain tells and read its stores; the domain knows nothing of them. */
final class Meters implements HttpObserver, TransferObserver, PullObserver {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter received = Counter.builder("berth.download.bytes")
            .description("Bytes of blobs received from registries")
            .register(registry);
    private final Counter present = Counter.builder("berth.pull.blobs.present")
            .description("Blobs of pulled images that were here already")
            .register(registry);

    /** Shows the sizes of this store from now on. */
    void watch(Index index) {
        gauge("berth.store.size.bytes", "Bytes of all blobs", index, totals -> totals.size());
        gauge("berth.store.disk.bytes", "Bytes that all blobs take on disk", index, totals -> totals.alloc());
        gauge("berth.store.blobs", "Blobs that are here", index, totals -> totals.blobs());
        Gauge.builder("berth.images", index, store -> store.images().byCreated().size())
                .description("Images that are here")
                .register(registry);
    }

    private void gauge(String name, String description, Index index, ToDoubleFunction<ImageTable.Totals> value) {
        Gauge.builder(name, index, store -> value.applyAsDouble(store.images().totals()))
                .description(description)
                .register(registry);
    }

    @Override
    public void served(String method, String route, int status, Duration took) {
        Timer.builder("berth.http.requests")
                .description("Requests answered, by the time until the last byte")
                .tags("method", method, "route", route, "status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    @Override
    public void received(long bytes) {
        received.increment((double) bytes);
    }

    @Override
    public void pulled(String registryHost, Outcome outcome) {
        Counter.builder("berth.pulls")
                .description("Pulls that ended, by registry and outcome")
                .tags("registry", registryHost, "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    @Override
    public void present(int blobs) {
        present.increment(blobs);
    }

    /** All meters in the Prometheus text format. */
    String scrape() {
        return registry.scrape();
    }
}
