package io.berth.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The limits that the daemon's configuration sets: for all downloads together, and for those from single registries. */
public final class Bandwidth {
    private final Bucket all;
    private final Map<String, Bucket> registries = new HashMap<>();

    /**
     * @param rate of all, in bytes a second; 0 is no limit
     * @param registryRates by the registry's name as it stands in references ({@code docker.io})
     */
    public Bandwidth(long rate, Map<String, Long> registryRates) {
        all = new Bucket(rate);
        registryRates.forEach((registry, most) -> registries.put(registry, new Bucket(most)));
    }

    public static Bandwidth unlimited() {
        return new Bandwidth(0, Map.of());
    }

    /** Those that a download from this registry has to keep. */
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
