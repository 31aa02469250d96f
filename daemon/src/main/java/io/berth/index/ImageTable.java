package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.util.List;
import java.util.Optional;

/** All images at one moment. Immutable: a caller that keeps one sees one consistent state. */
public interface ImageTable {
    /** Counts the changes that this state contains; grows with each. */
    long version();

    /** Newest {@link Image#created} first. */
    List<Image> byCreated();

    Optional<Image> byId(Digest id);

    /** The image that this name ({@code repo:tag} or {@code repo@digest}) points to. */
    Optional<Image> byName(Reference name);

    /** Images one of whose manifests has this config. */
    List<Image> byConfig(Digest config);

    /** Images that say that they are about this manifest. */
    List<Image> bySubject(Digest subject);

    /** Names in the repository whose tag begins with these characters, each once. */
    List<Named> byTagPrefix(Repository repository, String prefix);

    /** Images whose ID begins with these hex digits (lower case). */
    List<Image> byPrefix(String hex);

    /** A name and the image that it points to. */
    record Named(Reference name, Image image) {}

    /** Sums over all live blobs, whoever holds them, and over images alone. */
    Totals totals();

    /**
     * What the store takes, in bytes.
     *
     * @param size bytes of all live blobs
     * @param alloc what they take on disk, blocks × 512
     * @param imageSize bytes of those that an image holds
     * @param blobs how many live blobs there are
     */
    record Totals(long size, long alloc, long imageSize, long blobs) {}
}
