package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Parallel;
import io.berth.io.RemoteLimits;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A search in a registry that has none: through its {@code _catalog}, and where it shows none to us, by asking for the
 * very repository. Each hit is described by some of its tags.
 */
public final class CatalogSearch {
    private static final Map<String, String> JSON = Map.of("Accept", "application/json");
    private static final int PAGE = 1000;
    private static final int AT_ONCE = 5;
    private static final int TAGS_SHOWN = 5;

    private final String registry;
    private final Endpoint endpoint;
    private final Session session;
    private final Tags tags;

    /** The first tags of a repository; fewer than asked for where there are no more. */
    @FunctionalInterface
    interface Tags {
        List<String> first(Repository repository, int count, CancelToken cancel) throws IOException;
    }

    CatalogSearch(String registry, Endpoint endpoint, Session session, Tags tags) {
        this.registry = registry;
        this.endpoint = endpoint;
        this.session = session;
        this.tags = tags;
    }

    /**
     * Repositories whose name holds the term, the one of that name first.
     *
     * @throws io.berth.problem.Problem where the registry tells neither
     */
    public List<Hit> search(String term, int limit, CancelToken cancel) {
        try {
            List<Repository> found = catalog(term, cancel).stream()
                    .sorted(Comparator.comparing(
                            repository -> !repository.path().equals(term)))
                    .limit(limit)
                    .toList();
            List<Hit> hits = new ArrayList<>(Parallel.map(
                    found.subList(0, Math.min(found.size(), RemoteLimits.SEARCH_DESCRIBED_MAX)),
                    AT_ONCE,
                    one -> described(one, cancel)));
            found.stream()
                    .skip(RemoteLimits.SEARCH_DESCRIBED_MAX)
                    .forEach(one -> hits.add(Hit.of(one.familiar(), "", false)));
            return hits;
        } catch (RegistryException e) {
            return exact(term, cancel).map(List::of).orElseThrow(() -> RemoteProblems.search(e));
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private List<Repository> catalog(String term, CancelToken cancel) throws IOException {
        List<Repository> found = new ArrayList<>();
        String path = "/v2/_catalog?n=" + PAGE;
        for (int page = 0; page < RemoteLimits.CATALOG_PAGES_MAX && !path.isEmpty(); page++) {
            try (HttpAnswer answer = session.get(endpoint, path, JSON, cancel)) {
                ListPage names = ListPage.repositories(answer);
                names.names().stream()
                        .filter(name -> name.contains(term))
                        .flatMap(name -> repository(name).stream())
                        .forEach(found::add);
                path = endpoint.api(names.next());
            }
        }
        return found;
    }

    private Optional<Repository> repository(String name) {
        try {
            return Optional.of(Repository.parse(registry + '/' + name));
        } catch (InvalidParameter e) {
            return Optional.empty();
        }
    }

    private Optional<Hit> exact(String term, CancelToken cancel) {
        return repository(term).flatMap(one -> {
            try {
                return Optional.of(described(one, tags.first(one, TAGS_SHOWN + 1, cancel)));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private Hit described(Repository repository, CancelToken cancel) {
        try {
            return described(repository, tags.first(repository, TAGS_SHOWN + 1, cancel));
        } catch (IOException e) {
            return Hit.of(repository.familiar(), "", false);
        }
    }

    private static Hit described(Repository repository, List<String> some) {
        String shown = String.join(", ", some.subList(0, Math.min(some.size(), TAGS_SHOWN)));
        String more = some.size() > TAGS_SHOWN ? ", ..." : "";
        return Hit.of(repository.familiar(), some.isEmpty() ? "no tags" : "tags: " + shown + more, false);
    }
}
