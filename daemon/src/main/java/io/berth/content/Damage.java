package io.berth.content;

import io.berth.index.Index.BlobRow;
import io.berth.io.NoRegularFileException;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens blobs, and puts aside those whose file is not what it should be, naming each in one line of the log. */
final class Damage {
    private static final Logger LOG = LoggerFactory.getLogger(Damage.class);

    private final Placement placement;

    Damage(Placement placement) {
        this.placement = placement;
    }

    /** An open file, and which of all files it is: a blob that was healed meanwhile lies in another one. */
    record Opened(FileChannel channel, Object file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** What is wrong with a file before a byte of it is read. */
    private static final class Unfit extends IOException {
        private static final long serialVersionUID = 1L;

        private final String how;

        Unfit(String how) {
            super(how);
            this.how = how;
        }
    }

    /** Opens a file that has the right size, whether it is a live blob's or not; empty where there is none such. */
    Optional<FileChannel> openKnown(Digest digest, long size) throws IOException {
        try {
            return Optional.of(look(digest, size));
        } catch (Unfit _) {
            return Optional.empty();
        }
    }

    /** Opens a live blob whose file has the right size. */
    FileChannel open(BlobRow row) throws IOException {
        try {
            return look(row);
        } catch (Unfit _) {
            return openWhole(row).channel(); // under the lock, since it may have been healed meanwhile
        }
    }

    /** The same, for who will read it whole. */
    Opened openWhole(BlobRow row) throws IOException {
        return placement.locks().with(row.digest(), () -> {
            try {
                return new Opened(look(row), file(row.digest()));
            } catch (Unfit e) {
                throw report(row.digest(), e.how);
            }
        });
    }

    private FileChannel look(BlobRow row) throws IOException {
        return look(row.digest(), row.size());
    }

    private FileChannel look(Digest digest, long size) throws IOException {
        Path file = placement.layout().blob(digest);
        try {
            FileChannel channel = placement.disk().read(file);
            if (channel.size() == size) {
                return channel;
            }
            long found = channel.size();
            channel.close();
            throw new Unfit(found + " bytes instead of " + size);
        } catch (NoRegularFileException _) {
            throw new Unfit("it is no regular file");
        } catch (NoSuchFileException _) {
            throw new Unfit("its file is missing");
        } catch (AccessDeniedException _) {
            throw new Unfit("its file cannot be read");
        }
    }

    private Object file(Digest digest) throws IOException {
        return Files.readAttributes(placement.layout().blob(digest), BasicFileAttributes.class)
                .fileKey();
    }

    /** Puts the blob aside where the file that was read, and is still open, is still the blob's; returns what to throw. */
    RuntimeException report(Digest digest, Opened read, String how) throws IOException {
        return placement.locks().with(digest, () -> {
            try {
                return file(digest).equals(read.file()) ? report(digest, how) : notFound(digest);
            } catch (NoSuchFileException _) {
                return report(digest, how);
            }
        });
    }

    /** Puts the blob aside and returns what to throw. */
    RuntimeException report(Digest digest, String how) throws IOException {
        if (!placement.quarantine(digest)) {
            return notFound(digest);
        }
        LOG.warn("damage: blob {}: {}; put aside", digest, how);
        return new Corrupt(Subject.BLOB, "blob " + digest + " is damaged: " + how);
    }

    static NotFound notFound(Digest digest) {
        return new NotFound(Subject.BLOB, "blob " + digest + " not found");
    }
}
