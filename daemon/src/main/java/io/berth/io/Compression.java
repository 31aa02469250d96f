package io.berth.io;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How bytes are packed, as their first ones tell. */
public enum Compression {
    NONE(""),
    GZIP("\u001f\u008b"),
    BZIP2("BZh"),
    XZ("\u00fd7zXZ\0"),
    ZSTD("(\u00b5/\u00fd");

    /** So many bytes tell which it is. */
    public static final int MAGIC_BYTES = 6;

    private static final int BUFFER = 64 << 10;

    /** A character a byte. */
    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /** What begins with these bytes, of which there are {@code length}. */
    public static Compression of(byte[] head, int length) {
        for (Compression one : values()) {
            if (one != NONE && one.begins(head, length)) {
                return one;
            }
        }
        return NONE;
    }

    /** What is about to be read here; nothing is taken off. */
    public static Compression of(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_BYTES);
        byte[] head = new byte[MAGIC_BYTES];
        int length = in.readNBytes(head, 0, head.length);
        in.reset();
        return of(head, length);
    }

    private boolean begins(byte[] head, int length) {
        return new String(head, 0, length, StandardCharsets.ISO_8859_1).startsWith(magic);
    }

    /**
     * What the bytes are when unpacked, whatever they are packed with; several streams behind one another are one. Damage
     * shows as {@link io.berth.problem.Problem.Corrupt} while it is read. Closing it closes {@code packed}.
     */
    public static InputStream unpack(InputStream packed) throws IOException {
        BufferedInputStream in = new BufferedInputStream(packed, BUFFER);
        return of(in).open(in);
    }

    private InputStream open(BufferedInputStream in) {
        return this == NONE ? in : new UnpackedStream(this, in, this::decoder);
    }

    private InputStream decoder(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, BUFFER);
            case BZIP2 -> new BZip2CompressorInputStream(packed, true);
            case XZ -> new XZInputStream(packed, Limits.XZ_MEMORY_BYTES_MAX >> 10);
            case ZSTD -> new ZstdInputStream(packed);
        };
    }
}
