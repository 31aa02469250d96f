package io.berth.image;

import io.berth.content.Content;
import io.berth.content.Intake;
import io.berth.content.NamelessIngest;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.Compression;
import io.berth.io.Limits;
import io.berth.io.TarReader;
import io.berth.io.TarReader.Member;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageLayout;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes in an archive as it comes, in one pass and flat memory: what a file is for is known only at the end, so each one
 * becomes a blob at once, but for small ones, which wait in memory as long as there are few.
 */
final class ArchiveIntake {
    private static final int PIECE = 256 << 10;

    private final Content content;
    private final Intake intake;
    private final JobId job;
    private final CancelToken cancel;
    private final ArchiveFiles files = new ArchiveFiles();
    private final byte[] piece = new byte[PIECE];
    private int held;

    ArchiveIntake(Content content, Intake intake, JobId job, CancelToken cancel) {
        this.content = content;
        this.intake = intake;
        this.job = job;
        this.cancel = cancel;
    }

    /**
     * Unpacks what comes and reads it to its end. What it throws leaves blobs that only the job holds.
     *
     * @param body closed at the end
     */
    ArchiveFiles read(InputStream body) throws IOException {
        try (InputStream archive = Compression.unpack(body)) {
            TarReader tar = new TarReader(archive);
            for (Member member = tar.next(); member != null; member = tar.next()) {
                add(member, tar);
            }
            finish(archive);
        }
        return files;
    }

    private void add(Member member, TarReader tar) throws IOException {
        String name = ArchiveFiles.clean(member.name());
        switch (member.kind()) {
            case FILE -> files.add(name, file(name, member.size(), tar));
            case SYMLINK -> files.link(name, member.link());
            case HARDLINK -> files.hardLink(name, member.link());
            case DIRECTORY, OTHER -> {}
        }
    }

    /** Lets the sender get rid of what fills up its last record, and the checksums of what is packed be looked at. */
    private void finish(InputStream archive) throws IOException {
        for (int rest = Limits.ARCHIVE_TAIL_BYTES_MAX; rest >= 0; ) {
            int read = archive.read(piece);
            if (read < 0) {
                return;
            }
            rest -= read;
        }
        throw new TooLarge(
                Subject.REQUEST, "more than " + Limits.ARCHIVE_TAIL_BYTES_MAX + " bytes behind the archive's end");
    }

    private ArchiveFile file(String name, long size, TarReader tar) throws IOException {
        Digest promised = digest(name).orElse(null);
        int head = (int) Math.min(size, Compression.MAGIC_BYTES);
        for (int length = 0; length < head; ) {
            length += read(tar, piece, length, head - length);
        }
        Compression compression = Compression.of(piece, head);
        ArchiveFile file = isSmall(size)
                ? hold((int) size, head, compression, algorithm(promised), tar)
                : store(size, head, compression, promised, tar);
        if (promised != null && !promised.equals(file.digest())) {
            throw new Corrupt(Subject.BLOB, "unexpected commit digest " + file.digest() + ", expected " + promised);
        }
        return file;
    }

    /** What the name of a file in an image layout says of its bytes. */
    private static Optional<Digest> digest(String name) {
        String[] parts = name.split("/", -1);
        return parts.length == 3 && parts[0].equals(ImageLayout.BLOBS)
                ? Digest.find(parts[1] + ':' + parts[2])
                : Optional.empty();
    }

    private static Digest.Algorithm algorithm(@Nullable Digest promised) {
        return promised == null ? Digest.Algorithm.SHA256 : promised.algorithm();
    }

    private boolean isSmall(long size) {
        return size <= Limits.ARCHIVE_HELD_FILE_BYTES_MAX && size <= Limits.ARCHIVE_HELD_BYTES_MAX - held;
    }

    private ArchiveFile hold(int size, int head, Compression compression, Digest.Algorithm algorithm, TarReader tar)
            throws IOException {
        byte[] bytes = Arrays.copyOf(piece, size);
        for (int length = head; length < size; ) {
            length += read(tar, bytes, length, size - length);
        }
        held += size;
        return new ArchiveFile(Digest.of(algorithm, algorithm.hash().digest(bytes)), size, compression, bytes);
    }

    private ArchiveFile store(long size, int head, Compression compression, @Nullable Digest promised, TarReader tar)
            throws IOException {
        if (promised != null && content.hold(List.of(job), Descriptor.of("", promised, size))) {
            return new ArchiveFile(promised, size, compression, null);
        }
        try (NamelessIngest ingest = intake.begin(job, algorithm(promised), size)) {
            ingest.write(ByteBuffer.wrap(piece, 0, head));
            while (ingest.size() < size) {
                ingest.write(ByteBuffer.wrap(piece, 0, read(tar, piece, 0, PIECE)));
            }
            Digest digest = ingest.digest();
            if (promised == null || promised.equals(digest)) {
                ingest.commit();
            }
            return new ArchiveFile(digest, size, compression, null);
        }
    }

    private int read(TarReader tar, byte[] bytes, int offset, int length) throws IOException {
        if (cancel.isCancelled()) {
            throw PullDownloads.cancelled();
        }
        int read = tar.read(bytes, offset, length);
        if (read < 0) {
            throw new IllegalStateException("more is read than the file has");
        }
        return read;
    }
}
