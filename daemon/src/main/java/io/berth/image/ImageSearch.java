package io.berth.image;

import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.Hit;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Searches for images: in Docker Hub, or for {@code host/term} in that registry. Names that are here are added to what
 * another registry finds, and stand for it where it cannot be asked.
 */
public final class ImageSearch {
    private static final int TAGS_SHOWN = 5;

    private final Index index;
    private final Remotes remotes;

    public ImageSearch(Index index, Remotes remotes) {
        this.index = index;
        this.remotes = remotes;
    }

    /**
     * A term taken apart.
     *
     * @param registry {@code docker.io} where it names none
     * @param text what names are to hold; may be empty with another registry than Docker Hub
     */
    public record Term(String registry, String text) {
        private static final String OFFICIAL = "library/";

        /**
         * Reads {@code term} or {@code host[:port]/term}.
         *
         * @throws InvalidParameter in the engine's words
         */
        public static Term parse(String term) {
            if (term.contains("://")) {
                throw new InvalidParameter(
                        "invalid repository name: repository name (" + term + ") should not have a scheme");
            }
            int slash = term.indexOf('/');
            String host = slash < 0 ? "" : term.substring(0, slash);
            if (!Repository.isRegistry(host)) {
                return hub(term);
            }
            String registry = Repository.parse(host + "/x").registry();
            String text = term.substring(slash + 1);
            return registry.equals(Repository.DOCKER_HUB) ? hub(text) : new Term(registry, text);
        }

        private static Term hub(String text) {
            String bare = text.startsWith(OFFICIAL) ? text.substring(OFFICIAL.length()) : text;
            if (bare.isBlank()) {
                throw new InvalidParameter("a term to search for is expected");
            }
            return new Term(Repository.DOCKER_HUB, bare);
        }

        boolean isHub() {
            return registry.equals(Repository.DOCKER_HUB);
        }
    }

    /**
     * The first results, best first.
     *
     * @param credentials for a registry
     * @throws Problem where the registry does not answer, and nothing here fits
     */
    public List<Hit> search(Term term, int limit, Function<String, Credentials> credentials, CancelToken cancel) {
        List<Hit> here = here(term, limit);
        try {
            Credentials who = credentials.apply(term.registry());
            return term.isHub()
                    ? remotes.hubSearch(who).search(term.text(), limit, cancel)
                    : with(remotes.catalogSearch(term.registry(), who).search(term.text(), limit, cancel), here, limit);
        } catch (Problem e) {
            if (here.isEmpty()) {
                throw e;
            }
            return here;
        }
    }

    private static List<Hit> with(List<Hit> found, List<Hit> here, int limit) {
        List<Hit> all = new ArrayList<>(found);
        for (Hit one : here) {
            if (all.size() < limit
                    && all.stream().noneMatch(other -> other.name().equals(one.name()))) {
                all.add(one);
            }
        }
        return all;
    }

    private List<Hit> here(Term term, int limit) {
        Map<Repository, TreeSet<String>> tags = new TreeMap<>();
        for (Image image : index.images().byCreated()) {
            for (Reference name : image.names()) {
                Repository repository = name.repository();
                if (repository.registry().equals(term.registry())
                        && repository.path().contains(term.text())) {
                    tags.computeIfAbsent(repository, _ -> new TreeSet<>()).add(name.target());
                }
            }
        }
        return tags.entrySet().stream()
                .limit(limit)
                .map(entry -> Hit.of(
                        entry.getKey().familiar(),
                        "here: " + entry.getValue().stream().limit(TAGS_SHOWN).collect(Collectors.joining(", ")),
                        term.isHub() && entry.getKey().path().startsWith(Term.OFFICIAL)))
                .toList();
    }
}
