package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the pull-through cache knows of other registries' repositories, and what it holds of them. Of {@code
 * registry.cache} alone. Every method that changes something returns when the change is durable, or throws and has
 * changed nothing.
 */
public final class CacheIndex {
    private final Writer writer;
    private final Reader reader;
    private final Duration leftover;

    CacheIndex(Writer writer, Reader reader, Duration leftover) {
        this.writer = writer;
        this.reader = reader;
        this.leftover = leftover;
    }

    /**
     * A manifest that a registry has.
     *
     * @param tag that points to it; null where it was asked for by its digest
     * @param children what it names, which the same repository has
     * @param rule that let it in, and with it all that it names; empty where everything is accepted
     */
    public record Found(
            Repository repository, @Nullable String tag, Descriptor manifest, List<Descriptor> children, String rule) {
        public Found {
            children = List.copyOf(children);
        }
    }

    /**
     * What a repository has.
     *
     * @param live whether it is here, whoever holds it
     * @param cached whether the cache holds it
     */
    public record Entry(Descriptor descriptor, boolean live, boolean cached) {}

    /**
     * What a tag pointed to.
     *
     * @param checked when the registry said so last
     */
    public record Tag(Digest digest, Instant checked) {}

    /**
     * What the cache takes.
     *
     * @param bytes of all that it holds
     * @param alone of these, those that nobody else holds
     */
    public record Usage(long blobs, long bytes, long alone) {}

    /** Notes a manifest and what it names, however deep, and holds it, which is live. */
    public void put(Found found) {
        writer.run(tx -> CacheRows.put(tx, found));
    }

    /** Notes a blob that a registry says to have, and that no manifest here names; {@code rule} let it in. */
    public void put(Repository repository, Descriptor blob, String rule) {
        writer.run(tx -> CacheRows.entry(tx, repository.canonical(), blob, "", rule));
    }

    /** Holds those that are live; returns how many of them it did not hold before. */
    public int keep(Collection<Digest> digests) {
        return writer.run(tx -> CacheRows.keep(tx, digests));
    }

    /** The same at the end of the job that brought them. */
    public int finish(JobId job, Collection<Digest> digests) {
        return writer.run(tx -> {
            int made = CacheRows.keep(tx, digests);
            Steps.endJob(tx, job, leftover);
            return made;
        });
    }

    /** Notes when blobs were had last. */
    public void used(Map<Digest, Instant> times) {
        writer.run(tx -> CacheRows.used(tx, times));
    }

    /** Notes that the tag still points there. */
    public void checked(Repository repository, String tag, Digest digest) {
        writer.run(tx -> CacheRows.checked(tx, repository, tag, digest));
    }

    /** Forgets a tag that the registry does not have any more; what it pointed to stays. */
    public void forget(Repository repository, String tag) {
        writer.runFreeing(tx -> CacheRows.forget(tx, repository, tag));
    }

    /**
     * Lets go of what was had longest ago, until what nobody else holds is no more than so many bytes. A blob that an
     * image, a repository or a job holds as well is left alone: to let it go would free nothing.
     *
     * @return the bytes that a sweep frees now
     */
    public long evict(long bytesMost) {
        return writer.runFreeing(tx -> CacheRows.evict(tx, bytesMost));
    }

    /** What a repository has and this rule has let in; where the rule is empty, what any has. */
    public Optional<Entry> find(Repository repository, Digest digest, String rule) {
        return reader.read(rows -> CacheRows.find(rows, repository, digest, rule));
    }

    public Optional<Tag> tag(Repository repository, String tag) {
        return reader.read(rows -> CacheRows.tag(rows, repository, tag));
    }

    /** Tags that point to something here, sorted. */
    public List<String> tags(Repository repository) {
        return reader.read(rows -> CacheRows.tags(rows, repository));
    }

    public Usage usage() {
        return reader.read(CacheRows::usage);
    }
}
