package io.berth.index;

import io.berth.event.Draft;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the registry's repositories have, all of it: reads of the database that take as long as it is large. */
public interface Catalogue {
    /** Sorted by name. */
    List<Usage> repositories();

    List<Tagged> tags();

    List<Pushed> manifests();

    /**
     * Takes tags from a manifest, and the manifest and its dependents out of the repository, in one change. Tags that point
     * elsewhere by now stay, and so do a manifest that another one names, and dependents that have a use of their own.
     *
     * @param tags those that go
     * @param dependents manifests that are there for its sake alone: children and referrers; none where it stays itself
     * @param whole whether the manifest goes
     * @return false where nothing was done, because it got another tag meanwhile
     */
    boolean remove(
            RepositoryName repository,
            Digest manifest,
            Collection<String> tags,
            Collection<Digest> dependents,
            boolean whole,
            List<Draft> events);

    /**
     * A repository.
     *
     * @param size bytes of all that it has
     * @param alone bytes of what nothing else holds: it goes when the repository is removed
     */
    record Usage(RepositoryName name, long tags, long manifests, long size, long alone) {}

    record Tagged(RepositoryName repository, String tag, Digest manifest, Instant since) {}

    /**
     * A manifest of a repository.
     *
     * @param named the blobs that it names and the repository has, manifests among them
     * @param subject what it refers to
     */
    record Pushed(
            RepositoryName repository,
            Digest digest,
            Set<Digest> named,
            @Nullable Digest subject,
            Instant since) {
        public Pushed {
            named = Set.copyOf(named);
        }
    }
}
