package io.berth.content;

import io.berth.index.Index.BlobRow;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens blobs, and puts aside those whose file is not what it should be, naming each in one line of the log. */
final class Damage {
    private static final Logger LOG = LoggerFactory.getLogger(Damage.class);

    private final Placement placement;

    Damage(Placement placement) {
        this.placement = placement;
    }

    /** Opens a live blob whose file has the right size. */
    FileChannel open(BlobRow row) throws IOException {
        Path file = placement.layout().blob(row.digest());
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw report(row.digest(), "it is no regular file");
        }
        try {
            FileChannel channel = placement.disk().read(file);
            if (channel.size() == row.size()) {
                return channel;
            }
            long found = channel.size();
            channel.close();
            throw report(row.digest(), found + " bytes instead of " + row.size());
        } catch (NoSuchFileException _) {
            throw report(row.digest(), "its file is missing");
        } catch (AccessDeniedException _) {
            throw report(row.digest(), "its file cannot be read");
        }
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
