package io.berth.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits that the daemon's configuration sets: for all downloads together, and for those from single registries. They
 * may change while downloads run.
 */
public final class Bandwidth {
    private final Bucket all = Bucket.unlimited();
    private volatile Map<String, Bucket> registries = Map.of();

    /**
     * @param rate of all, in bytes a second; 0 is no limit
     * @param registryRates by the registry's name as it stands in references ({@code docker.io})
     */
    public Bandwidth(long rate, Map<String, Long> registryRates) {
        reload(rate, registryRates);
    }

    public static Bandwidth unlimited() {
        return new Bandwidth(0, Map.of());
    }

    /** Holds from now on, for transfers that run too. */
    public synchronized void reload(long rate, Map<String, Long> registryRates) {
        all.rate(rate);
        Map<String, Bucket> changed = new HashMap<>();
        registryRates.forEach((registry, most) -> {
            Bucket bucket = registries.getOrDefault(registry, Bucket.unlimited());
            bucket.rate(most); // what was moved before is paid for at the new rate
            changed.put(registry, bucket);
        });
        registries = Map.copyOf(changed);
    }

    /** Those that a download from this registry has to keep now. */
    List<Bucket> of(String registry) {
        List<Bucket> kept = new ArrayList<>(2);
        if (all.isLimited()) {
            kept.add(all);
        }
        Bucket own = registries.get(registry);
        if (own != null && own.isLimited()) {
            kept.add(own);
        }
        return kept;
    }
}
