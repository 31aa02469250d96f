package io.berth.content;

import io.berth.oci.Digest;
import io.berth.oci.ImageLayout;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Every path below {@code data-root/content}; nobody else makes one.
 *
 * <pre>
 * oci-layout, index.json       an OCI image layout; index.json is derived
 * blobs/sha256/&lt;hex&gt;           whole, verified, durable, read-only
 * ingest/sha256-&lt;hex&gt;          the first bytes of a blob that is wanted
 * ingest/sha256-&lt;hex&gt;.put      a small blob being written; garbage after a crash
 * uploads/&lt;id&gt;                 the first bytes of a blob that a client sends
 * ingest/nameless-&lt;number&gt;     a blob whose digest is not known yet; garbage after a crash
 * quarantine/sha256-&lt;hex&gt;      a damaged blob, until it is fetched again or its image is removed
 * </pre>
 */
record Layout(Path root) {
    private static final String PUT = ".put";
    private static final String NAMELESS = "nameless-";

    static Layout below(Path dataRoot) {
        return new Layout(dataRoot.resolve("content"));
    }

    Path marker() {
        return root.resolve(ImageLayout.MARKER);
    }

    Path indexJson() {
        return root.resolve(ImageLayout.INDEX);
    }

    Path blobs(Digest.Algorithm algorithm) {
        return root.resolve(ImageLayout.BLOBS).resolve(algorithm.label());
    }

    Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    Path ingests() {
        return root.resolve("ingest");
    }

    Path ingest(Digest digest) {
        return ingests().resolve(flat(digest));
    }

    Path put(Digest digest) {
        return ingests().resolve(flat(digest) + PUT);
    }

    Path uploads() {
        return root.resolve("uploads");
    }

    /** @param id one of ours: 32 hexadecimal digits */
    Path upload(String id) {
        return uploads().resolve(id);
    }

    Path nameless(long number) {
        return ingests().resolve(NAMELESS + number);
    }

    Path quarantine() {
        return root.resolve("quarantine");
    }

    Path quarantined(Digest digest) {
        return quarantine().resolve(flat(digest));
    }

    /** Whether the file's name is one that {@link #ingest}, {@link #put} or {@link #nameless} makes. */
    boolean isOurIngest(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(NAMELESS)) {
            return true;
        }
        String flat = name.endsWith(PUT) ? name.substring(0, name.length() - PUT.length()) : name;
        return Digest.find(flat.replaceFirst("-", ":")).isPresent();
    }

    /** The digest of a file of {@link #blobs}; empty for anything else. */
    static Optional<Digest> blobDigest(Digest.Algorithm algorithm, Path file) {
        return Digest.find(algorithm.label() + ':' + file.getFileName());
    }

    private static String flat(Digest digest) {
        return digest.algorithm().label() + '-' + digest.hex();
    }
}
