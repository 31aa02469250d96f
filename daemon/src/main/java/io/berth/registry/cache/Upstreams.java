package io.berth.registry.cache;

import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Which repository of which registry a name in a request means. */
final class Upstreams {
    /** What {@link CacheSettings#ANY} allows: no address, no port, no name of this machine or its network. */
    private static final Pattern PUBLIC = Pattern.compile("(?:[a-z0-9-]{1,63}\\.)+[a-z][a-z0-9-]{1,62}");

    private final Supplier<CacheSettings> settings;

    Upstreams(Supplier<CacheSettings> settings) {
        this.settings = settings;
    }

    /**
     * The repository that is meant: by {@code docker.io/library/redis}, whose first part names the registry, or by {@code
     * library/redis}, where that is said to be one's.
     *
     * @return empty where it is none of an upstream
     */
    Optional<Repository> find(String name) {
        if (!namesRegistry(name)) {
            return settings.get().findPlain().flatMap(registry -> parsed(registry, name));
        }
        int slash = name.indexOf('/');
        return parsed(name.substring(0, slash), name.substring(slash + 1))
                .filter(repository -> isAllowed(repository.registry()));
    }

    /** Whether the first part of the name is a registry's. */
    static boolean namesRegistry(String name) {
        int slash = name.indexOf('/');
        return slash > 0 && Repository.isRegistry(name.substring(0, slash));
    }

    private boolean isAllowed(String registry) {
        boolean any = settings.get().upstreams().contains(CacheSettings.ANY);
        return settings.get().upstreams().contains(registry)
                || (any && PUBLIC.matcher(registry).matches());
    }

    private static Optional<Repository> parsed(String registry, String path) {
        try {
            Repository repository = Repository.parse(registry + '/' + path);
            boolean meant = repository.path().equals(path) || repository.path().equals("library/" + path);
            return meant ? Optional.of(repository) : Optional.empty();
        } catch (InvalidParameter e) {
            return Optional.empty();
        }
    }
}
