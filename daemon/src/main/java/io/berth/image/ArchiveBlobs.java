package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Index;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.Optional;

/** Documents of an archive: its own files, else what the store has. Counts what they take in memory. */
final class ArchiveBlobs {
    private final ArchiveFiles files;
    private final Index index;
    private final Content content;
    private long counted;

    ArchiveBlobs(ArchiveFiles files, Index index, Content content) {
        this.files = files;
        this.index = index;
        this.content = content;
    }

    /** The bytes of a file of the archive. */
    byte[] read(ArchiveFile file, int bytesMax, String what) throws IOException {
        if (file.size() > bytesMax) {
            throw new TooLarge(Subject.REQUEST, what + " of " + file.size() + " bytes, more than " + bytesMax);
        }
        count(file.size());
        byte[] held = file.bytes();
        return held == null ? content.read(file.digest(), bytesMax) : held;
    }

    private void count(long bytes) {
        counted += bytes;
        if (counted > Limits.PULL_DOCUMENTS_BYTES_MAX) {
            throw new TooLarge(
                    Subject.REQUEST,
                    "manifests and configs of more than " + Limits.PULL_DOCUMENTS_BYTES_MAX + " bytes in one archive");
        }
    }

    /**
     * What a descriptor of the archive points to; empty where neither the archive nor the store has it.
     *
     * @throws Corrupt where its size is another
     */
    Optional<byte[]> find(Descriptor descriptor, int bytesMax) throws IOException {
        Optional<ArchiveFile> file = files.find(descriptor.digest());
        if (file.isPresent()) {
            if (file.get().size() != descriptor.size()) {
                throw new Corrupt(
                        Subject.BLOB,
                        descriptor.digest() + " has " + file.get().size() + " bytes, not " + descriptor.size());
            }
            return Optional.of(read(file.get(), bytesMax, "a document"));
        }
        boolean isHere = index.blob(descriptor.digest())
                .filter(row -> row.isLive() && row.size() == descriptor.size())
                .isPresent();
        if (!isHere) {
            return Optional.empty();
        }
        count(Math.min(descriptor.size(), bytesMax));
        try {
            return Optional.of(content.read(descriptor.digest(), bytesMax));
        } catch (NotFound e) {
            return Optional.empty(); // swept since
        }
    }

    static NotFound missing(Descriptor blob) {
        return new NotFound(Subject.BLOB, "content digest " + blob.digest() + ": not found");
    }
}
