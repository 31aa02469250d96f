package io.berth.registry.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the cache serves, and how.
 *
 * @param upstreams registries as references name them; {@link #ANY} among them allows every registry with a DNS name
 * @param plain the upstream of names that name none, as dockerd asks its mirrors; null for none
 * @param ttl how long what a tag points to is served without asking
 * @param patience how long a client waits for the registry's answer where an older one can be served
 * @param bytesMax of all cached blobs that nobody else holds; 0 is no limit
 */
public record CacheSettings(
        Set<String> upstreams, @Nullable String plain, Duration ttl, Duration patience, long bytesMax) {
    public static final String ANY = "*";

    /** Serves nothing. */
    public static final CacheSettings OFF =
            new CacheSettings(Set.of(), null, Duration.ofMinutes(5), Duration.ofSeconds(5), 0);

    public CacheSettings {
        upstreams = Set.copyOf(upstreams);
    }

    public boolean isOn() {
        return !upstreams.isEmpty();
    }

    public Optional<String> findPlain() {
        return Optional.ofNullable(plain);
    }
}
