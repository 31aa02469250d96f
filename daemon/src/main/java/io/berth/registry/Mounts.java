package io.berth.registry;

import io.berth.index.Repositories;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.registry.Access.Action;
import java.util.Optional;

/** Blobs that need not travel, since this daemon has them already in a place that the caller may read. */
public final class Mounts {
    private final Repositories repositories;
    private final Access access;

    public Mounts(Repositories repositories, Access access) {
        this.repositories = repositories;
        this.access = access;
    }

    /**
     * Makes the repository have the blob.
     *
     * @param from where the caller knows it to be; other places that it may read are looked at too
     * @return whether it has it now
     */
    public boolean mount(Principal who, RepositoryName repository, Digest digest, Optional<RepositoryName> from) {
        boolean readable = from.filter(name -> isIn(who, name, digest)).isPresent() || isReadable(who, digest);
        return readable && repositories.link(repository, digest, RegistryEvents.of("mount", who, repository, digest));
    }

    private boolean isIn(Principal who, RepositoryName name, Digest digest) {
        return access.allows(who, Action.PULL, name)
                && repositories.blob(name, digest).isPresent();
    }

    /**
     * A blob of a local image that the repository need not be sent, since a manifest that names it brings it in: for who
     * may push there and read local images.
     */
    public Optional<FoundBlob> borrowed(Principal who, RepositoryName repository, Digest digest) {
        return access.mayReadImages(who) && access.allows(who, Action.PUSH, repository)
                ? repositories.ofImage(digest).map(row -> new FoundBlob.Stored(digest, row.size()))
                : Optional.empty();
    }

    private boolean isReadable(Principal who, Digest digest) {
        return (access.mayReadImages(who) && repositories.ofImage(digest).isPresent())
                || repositories.holders(digest, Limits.MOUNT_HOLDERS_MAX).stream()
                        .anyMatch(holder -> access.allows(who, Action.PULL, holder));
    }
}
