package io.berth.io;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive as it comes: v7, ustar, pax and GNU headers (POSIX.1-2001 pax interchange format; GNU tar, "Basic Tar
 * Format"). Names are what the archive says and never paths here. Sparse members are refused: their bytes are not what
 * stands in the archive. An archive may end without an end marker. Does not close what it reads from; one thread uses it.
 */
public final class TarReader {
    /** The first so many bytes of an archive are a header. */
    public static final int BLOCK = TarHeader.BLOCK;

    private static final int SKIP = 64 << 10;

    private final InputStream in;
    private final byte[] skipped = new byte[SKIP];
    private long left;
    private int padding;
    private int entries;
    private boolean ended;

    /** What a member is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK,
        OTHER
    }

    /**
     * A member of the archive.
     *
     * @param link where a link points; empty for others
     * @param size bytes of a file, 0 for all others
     */
    public record Member(String name, Kind kind, String link, long size) {}

    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * Looks whether an archive begins so; an empty one begins with nothing, or with its end.
     *
     * @param length how many bytes there are, {@link #BLOCK} or all
     * @throws Corrupt where it does not
     */
    public static void checkBegin(byte[] bytes, int length) {
        byte[] block = Arrays.copyOf(bytes, length);
        if (length > 0 && !isZero(block)) {
            if (length < BLOCK) {
                throw TarHeader.cut();
            }
            TarHeader.parse(block);
        }
    }

    /**
     * Goes on to the next member, over what is left of this one; null at the end.
     *
     * @throws Corrupt where there is no header in its place, or the archive ends in the middle of something
     * @throws TooLarge beyond the limits of headers, names and members
     */
    public @Nullable Member next() throws IOException {
        skip();
        TarNames names = new TarNames();
        for (TarHeader header = header(); header != null; header = header()) {
            switch (header.type()) {
                case 'x' -> names.pax(record(header));
                case 'g' -> record(header); // defaults for all members: nothing of it matters here
                case 'L' -> names.longName(record(header));
                case 'K' -> names.longLink(record(header));
                default -> {
                    return member(names.entry(header));
                }
            }
        }
        if (!names.isEmpty()) {
            throw TarHeader.cut();
        }
        return null;
    }

    private Member member(Member entry) {
        if (++entries > Limits.ARCHIVE_MEMBERS_MAX) {
            throw new TooLarge(Subject.REQUEST, "an archive of more than " + Limits.ARCHIVE_MEMBERS_MAX + " members");
        }
        if (entry.name().length() > Limits.ARCHIVE_NAME_MAX || entry.link().length() > Limits.ARCHIVE_NAME_MAX) {
            throw new TooLarge(
                    Subject.REQUEST, "an archive with a name of more than " + Limits.ARCHIVE_NAME_MAX + " characters");
        }
        body(entry.size());
        return entry;
    }

    private void body(long size) {
        left = size;
        padding = (int) (-size & (TarHeader.BLOCK - 1));
    }

    /** Reads of the present file, at most {@code length} bytes; -1 at its end. */
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(bytes, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw TarHeader.cut();
        }
        left -= read;
        return read;
    }

    private void skip() throws IOException {
        for (long rest = left + padding; rest > 0; ) {
            int read = in.read(skipped, 0, (int) Math.min(rest, skipped.length));
            if (read < 0) {
                throw TarHeader.cut();
            }
            rest -= read;
        }
        left = 0;
        padding = 0;
    }

    /** The whole body of a header that describes the next one. */
    private byte[] record(TarHeader header) throws IOException {
        if (header.size() > Limits.ARCHIVE_HEADER_BYTES_MAX) {
            throw new TooLarge(
                    Subject.REQUEST,
                    "an archive with a header of more than " + Limits.ARCHIVE_HEADER_BYTES_MAX + " bytes");
        }
        body(header.size());
        byte[] bytes = in.readNBytes((int) left);
        if (bytes.length < left) {
            throw TarHeader.cut();
        }
        left = 0;
        skip();
        return bytes;
    }

    /** The next header; null at the end of the archive. */
    private @Nullable TarHeader header() throws IOException {
        if (ended) {
            return null;
        }
        byte[] block = block();
        if (block.length == 0 || isZero(block)) {
            ended = true;
            if (block.length > 0 && !isZero(block())) {
                throw TarHeader.invalid();
            }
            return null;
        }
        return TarHeader.parse(block);
    }

    /** A block; an empty one at the end of the input. */
    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(TarHeader.BLOCK);
        if (block.length > 0 && block.length < TarHeader.BLOCK) {
            throw TarHeader.cut();
        }
        return block;
    }

    private static boolean isZero(byte[] block) {
        return Arrays.equals(block, new byte[block.length]);
    }
}
