package io.berth.image;

import io.berth.oci.Platform;
import java.util.List;
import java.util.Optional;

/** Which of an index's manifests are to be pulled. */
public sealed interface PullPlatforms {
    /**
     * For each platform the manifest that fits it best, and what attests to it.
     *
     * @param platforms at least one, without repetition
     */
    record Of(List<Platform> platforms) implements PullPlatforms {
        public Of {
            platforms = platforms.stream().distinct().toList();
            if (platforms.isEmpty()) {
                throw new IllegalArgumentException("no platform");
            }
        }
    }

    /** Every manifest, attestations included, those of nested indexes too. */
    record All() implements PullPlatforms {}

    /** For this machine. */
    static PullPlatforms host() {
        return of(Platform.host());
    }

    static PullPlatforms of(Platform... platforms) {
        return new Of(List.of(platforms));
    }

    /**
     * The first platform that a manifest in no index does not serve. One for whatever platform does where a single one is
     * asked for, as with dockerd; where it is one of several, it must fit.
     */
    default Optional<Platform> unserved(Platform offered) {
        return switch (this) {
            case All _ -> Optional.empty();
            case Of(List<Platform> platforms) ->
                platforms.size() == 1
                        ? Optional.empty()
                        : platforms.stream()
                                .filter(one -> one.fit(offered) == 0)
                                .findFirst();
        };
    }
}
