package io.berth.registry.cache;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists of tags, kept in memory for as long as a tag is believed; after an outage, the last ones, or the tags that are here. */
final class Tags {
    private final Store store;
    private final Supplier<CacheSettings> settings;
    private final Gate gate;
    private final CacheCounts counts;
    private final InstantSource clock;
    private final CancelToken stop;
    private final Flights<Repository, Listed> flights = new Flights<>();
    private final Map<Repository, Listed> lists = Recent.used(Limits.CACHE_TAG_LISTS_MAX);

    private record Listed(List<String> tags, Instant at) {}

    Tags(
            Store store,
            Supplier<CacheSettings> settings,
            Gate gate,
            CacheCounts counts,
            InstantSource clock,
            CancelToken stop) {
        this.store = store;
        this.settings = settings;
        this.gate = gate;
        this.counts = counts;
        this.clock = clock;
        this.stop = stop;
    }

    CachedTags list(Repository repository) throws IOException {
        gate.open(repository);
        Listed last = last(repository);
        if (last != null && clock.instant().isBefore(last.at.plus(settings.get().ttl()))) {
            return new CachedTags(last.tags, null);
        }
        try {
            Listed anew = flights.get(repository, () -> ask(repository));
            return new CachedTags(anew.tags, null);
        } catch (Problem e) {
            Listed known = last != null ? last : new Listed(store.cached().tags(repository), clock.instant());
            if (!Outages.isOutage(e) || known.tags.isEmpty()) {
                throw e;
            }
            counts.stale.increment();
            return new CachedTags(known.tags, Warnings.stale(known.at, e.text()));
        }
    }

    private Listed ask(Repository repository) {
        List<String> tags =
                store.client(repository).tags(stop).stream().sorted().distinct().toList();
        Listed listed = new Listed(tags, clock.instant());
        synchronized (lists) {
            lists.put(repository, listed);
        }
        return listed;
    }

    private @Nullable Listed last(Repository repository) {
        synchronized (lists) {
            return lists.get(repository);
        }
    }
}
