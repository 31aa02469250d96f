package io.berth;

import io.berth.image.LoadObserver;
import io.berth.image.PullObserver;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.registry.cache.Cache;
import io.berth.registry.cache.CacheCounts;
import io.berth.remote.RateLimit;
import io.berth.remote.RateLimits;
import io.berth.server.http.HttpObserver;
import io.berth.transfer.TransferObserver;
import io.berth.webhook.HookStatus;
import io.berth.webhook.Webhooks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The daemon's meters. They listen to what the domain tells and read its stores; the domain knows nothing of them. */
final class Meters implements HttpObserver, TransferObserver, PullObserver, LoadObserver {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter received = Counter.builder("berth.download.bytes")
            .description("Bytes of blobs received from registries")
            .register(registry);
    private final Counter sent = Counter.builder("berth.upload.bytes")
            .description("Bytes of blobs sent to registries")
            .register(registry);
    private final Counter present = Counter.builder("berth.pull.blobs.present")
            .description("Blobs of pulled images that were here already")
            .register(registry);

    private final MultiGauge limit = MultiGauge.builder("berth.registry.ratelimit.limit")
            .description("Requests that a registry grants in a window, as it told last")
            .register(registry);
    private final MultiGauge remaining = MultiGauge.builder("berth.registry.ratelimit.remaining")
            .description("Requests that are left in the window, as the registry told last")
            .register(registry);
    private volatile @Nullable RateLimits limits;

    private final MultiGauge behind = MultiGauge.builder("berth.webhook.behind")
            .description("Events that a webhook has not been told of yet")
            .register(registry);
    private final MultiGauge failures = MultiGauge.builder("berth.webhook.failures")
            .description("Attempts to tell a webhook that failed in a row")
            .register(registry);
    private volatile @Nullable Webhooks webhooks;

    /** Found by this instead of by tags, which are made and compared anew for each request. */
    private record Answered(String method, String route, int status) {}

    private final Map<Answered, Timer> requests = new ConcurrentHashMap<>();

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
        requests.computeIfAbsent(new Answered(method, route, status), this::timer)
                .record(took);
    }

    private Timer timer(Answered what) {
        return Timer.builder("berth.http.requests")
                .description("Requests answered, by the time until the last byte")
                .tags("method", what.method(), "route", what.route(), "status", Integer.toString(what.status()))
                .register(registry);
    }

    @Override
    public void received(long bytes) {
        received.increment((double) bytes);
    }

    @Override
    public void sent(long bytes) {
        sent.increment((double) bytes);
    }

    @Override
    public void pulled(String registryHost, PullObserver.Outcome outcome) {
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

    @Override
    public void loaded(LoadObserver.Outcome outcome) {
        Counter.builder("berth.loads")
                .description("Loads of archives that ended, by outcome")
                .tags("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    /** Shows these budgets from now on. */
    void watch(RateLimits all) {
        limits = all;
    }

    /** Shows how these do from now on. */
    void watch(Webhooks all) {
        webhooks = all;
    }

    private void showWebhooks() {
        Webhooks known = webhooks;
        List<HookStatus> all = known == null ? List.of() : known.status();
        behind.register(rows(all, HookStatus::behind), true);
        failures.register(rows(all, HookStatus::failures), true);
    }

    private static List<MultiGauge.Row<?>> rows(List<HookStatus> all, ToLongFunction<HookStatus> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        all.forEach(one -> rows.add(MultiGauge.Row.of(Tags.of("webhook", one.name()), value.applyAsLong(one))));
        return rows;
    }

    /** Shows what the pull-through cache does from now on. */
    void watch(Cache cache) {
        CacheCounts counts = cache.counts();
        cacheRequests("manifest", "hit", counts, CacheCounts::manifestHits);
        cacheRequests("manifest", "miss", counts, CacheCounts::manifestMisses);
        cacheRequests("manifest", "stale", counts, CacheCounts::stale);
        cacheRequests("blob", "hit", counts, CacheCounts::blobHits);
        cacheRequests("blob", "miss", counts, CacheCounts::blobMisses);
        FunctionCounter.builder("berth.cache.fetched.bytes", counts, CacheCounts::fetchedBytes)
                .description("Bytes that came from upstreams and are kept")
                .register(registry);
        FunctionCounter.builder("berth.cache.served.bytes", counts, CacheCounts::servedBytes)
                .description("Bytes of other registries' images that went to clients")
                .register(registry);
    }

    private void cacheRequests(String what, String outcome, CacheCounts counts, ToDoubleFunction<CacheCounts> value) {
        FunctionCounter.builder("berth.cache.requests", counts, value)
                .description("Manifests and blobs of other registries that were asked for, by where they were found")
                .tags("what", what, "outcome", outcome)
                .register(registry);
    }

    private void showLimits() {
        RateLimits known = limits;
        List<MultiGauge.Row<?>> granted = new ArrayList<>();
        List<MultiGauge.Row<?>> left = new ArrayList<>();
        for (RateLimit one : known == null ? List.<RateLimit>of() : known.all()) {
            Tags tags = Tags.of("registry", one.registry(), "credential", one.credential(), "source", one.source());
            if (one.limit() >= 0) {
                granted.add(MultiGauge.Row.of(tags, one.limit()));
            }
            if (one.remaining() >= 0) {
                left.add(MultiGauge.Row.of(tags, one.remaining()));
            }
        }
        limit.register(granted, true);
        remaining.register(left, true);
    }

    /** All meters in the Prometheus text format. */
    String scrape() {
        showLimits();
        showWebhooks();
        return registry.scrape();
    }
}
