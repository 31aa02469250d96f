package io.berth;

import io.berth.io.ByteRate;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.registry.cache.CacheSettings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pull-through cache.
 *
 * @param upstreams registries that are served, or {@code *}; none: there is no cache
 * @param plain the registry of names that name none
 * @param ttl how long what a tag points to is believed
 * @param bytesMax of what only the cache holds; 0 is no limit
 */
record CacheConfig(Set<String> upstreams, @Nullable String plain, Duration ttl, long bytesMax) {
    private static final Duration TTL_MAX = Duration.ofDays(365);

    CacheConfig {
        upstreams = Set.copyOf(upstreams);
    }

    static CacheConfig read(Settings settings) {
        return new CacheConfig(
                new LinkedHashSet<>(settings.all(Option.CACHE)),
                settings.one(Option.CACHE_DEFAULT)
                        .filter(text -> !text.isEmpty())
                        .orElse(null),
                settings.one(Option.CACHE_TTL).map(ConfigReader::duration).orElse(CacheSettings.OFF.ttl()),
                size(settings.one(Option.CACHE_SIZE).orElse("20g")));
    }

    private static long size(String text) {
        try {
            return ByteRate.parse(text);
        } catch (InvalidParameter e) {
            throw new ConfigException("invalid cache size \"" + text + "\": bytes are expected, such as 500m or 20g");
        }
    }

    void check() {
        upstreams.stream().filter(name -> !name.equals(CacheSettings.ANY)).forEach(CacheConfig::checkRegistry);
        Optional.ofNullable(plain).ifPresent(CacheConfig::checkRegistry);
        if (plain != null && !upstreams.contains(plain) && !upstreams.contains(CacheSettings.ANY)) {
            throw new ConfigException("invalid default upstream " + plain + ": it is none of the cache's registries");
        }
        if (ttl.isNegative() || ttl.compareTo(TTL_MAX) > 0) {
            throw new ConfigException("invalid cache ttl: 0 to " + TTL_MAX.toDays() + " days are expected");
        }
    }

    /** A registry as references name it: {@code docker.io}, not {@code https://registry-1.docker.io}. */
    private static void checkRegistry(String name) {
        try {
            if (Repository.isRegistry(name)
                    && Repository.parse(name + "/x").registry().equals(name)) {
                return;
            }
        } catch (InvalidParameter _) {
            // As below.
        }
        throw new ConfigException("invalid upstream " + name + ": a registry's name is expected, such as docker.io");
    }

    CacheSettings settings() {
        return new CacheSettings(upstreams, plain, ttl, CacheSettings.OFF.patience(), bytesMax);
    }
}
