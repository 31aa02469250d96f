package io.berth.registry;

import io.berth.content.Content;
import io.berth.content.Upload;
import io.berth.content.Uploads;
import io.berth.index.Repositories;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** How blobs come into repositories and go. */
public final class BlobPushes {
    /** Small: each of many clients that send at once has a piece, and what all of them hold should die young. */
    private static final int PIECE_BYTES = 32 << 10;

    private final Uploads uploads;
    private final Repositories repositories;
    private final Content content;

    public BlobPushes(Uploads uploads, Repositories repositories, Content content) {
        this.uploads = uploads;
        this.repositories = repositories;
        this.content = content;
    }

    /**
     * Begins an upload.
     *
     * @throws Forbidden where a quota has no room for any
     */
    public String begin(RepositoryName repository) {
        if (repositories.left(repository) == 0) {
            throw full(repository);
        }
        return uploads.begin(repository);
    }

    /** Bytes that are here. */
    public long offset(RepositoryName repository, String id) throws IOException {
        return uploads.offset(repository, id);
    }

    /**
     * Appends a chunk; what came of it stays, even if the rest does not come.
     *
     * @param begin where the chunk must begin; empty takes it as it comes
     * @param length its bytes; empty where its sender did not say
     * @return all bytes that are here then
     * @throws InvalidParameter of {@link Subject#RANGE} where it begins elsewhere, and nothing was taken; of {@link
     *     Subject#SIZE} where it has another length
     */
    public long append(RepositoryName repository, String id, InputStream chunk, OptionalLong begin, OptionalLong length)
            throws IOException {
        try (Upload upload = uploads.open(repository, id, ending(chunk))) {
            append(repository, upload, chunk, begin, length);
            return upload.offset();
        }
    }

    /**
     * Appends the last chunk, which may be empty, and makes the whole a blob of the repository.
     *
     * @throws InvalidParameter as {@link #append}; of {@link Subject#DIGEST} where the digest is another
     */
    public void commit(
            RepositoryName repository,
            String id,
            InputStream chunk,
            OptionalLong begin,
            OptionalLong length,
            Digest digest)
            throws IOException {
        try (Upload upload = uploads.open(repository, id, ending(chunk))) {
            append(repository, upload, chunk, begin, length);
            upload.commit(digest);
        }
    }

    private void append(
            RepositoryName repository, Upload upload, InputStream chunk, OptionalLong begin, OptionalLong length)
            throws IOException {
        if (begin.isPresent() && begin.getAsLong() != upload.offset()) {
            throw new InvalidParameter(
                    Subject.RANGE,
                    "the chunk begins at " + begin.getAsLong() + ", but " + upload.offset() + " bytes are here");
        }
        long before = upload.offset();
        long left = repositories.left(repository);
        if (before + length.orElse(0) > left) {
            throw full(repository);
        }
        byte[] piece = new byte[PIECE_BYTES];
        for (int read = chunk.read(piece); read >= 0; read = chunk.read(piece)) {
            if (upload.offset() + read > left) {
                throw full(repository);
            }
            upload.write(ByteBuffer.wrap(piece, 0, read));
        }
        upload.check(); // where it has given way, the end of its body means nothing
        long came = upload.offset() - before;
        if (length.isPresent() && length.getAsLong() != came) {
            throw new InvalidParameter(
                    Subject.SIZE, "the chunk has " + came + " bytes instead of " + length.getAsLong());
        }
    }

    /** Ends a read of the body that may wait for ever: its client may be gone, or have gone on by another connection. */
    private static Runnable ending(InputStream chunk) {
        return () -> {
            try {
                chunk.close();
            } catch (IOException _) {
                // Whoever reads it will see.
            }
        };
    }

    private static Forbidden full(RepositoryName repository) {
        return new Forbidden(Subject.REPOSITORY, "quota exceeded: " + repository + " has no room for this blob");
    }

    /** Ends an upload and forgets its bytes. */
    public void cancel(RepositoryName repository, String id) throws IOException {
        uploads.cancel(repository, id);
    }

    /** Ends an upload that nobody can continue, whatever became of it; its end is no failure. */
    public void forget(RepositoryName repository, String id) throws IOException {
        try {
            uploads.cancel(repository, id);
        } catch (Problem _) {
            // It has ended already.
        }
    }

    /**
     * Takes a blob away that no manifest of the repository names.
     *
     * @throws io.berth.problem.Problem.Unsupported where one does
     */
    public void delete(Principal who, RepositoryName repository, Digest digest) throws IOException {
        if (!repositories.dropBlob(repository, digest, RegistryEvents.of("delete", who, repository, digest))) {
            throw new NotFound(Subject.BLOB, "blob unknown to the repository: " + digest);
        }
        content.sweep();
    }
}
