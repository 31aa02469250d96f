package io.berth.image;

import io.berth.content.Intake;
import io.berth.content.NamelessIngest;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.Compression;
import io.berth.io.OneByte;
import io.berth.io.TarReader;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;

/**
 * A file system's archive as a layer, live and held by the job: as it came where it is packed with gzip or zstd, else packed
 * with gzip. Read once: written, hashed and unpacked for its diffID at the same time.
 */
record ImportedLayer(Descriptor descriptor, Digest diffId) {
    /** Stands for one that is still to come, where nothing but the form of its digests matters. */
    static final ImportedLayer UNKNOWN = new ImportedLayer(
            Descriptor.of(MediaTypes.OCI_LAYER + "+gzip", Digest.of(new byte[0]), 0), Digest.of(new byte[0]));

    private static final int PIECE = 256 << 10;

    static ImportedLayer take(InputStream body, Intake intake, JobId job, CancelToken cancel) throws IOException {
        BufferedInputStream in = new BufferedInputStream(body, PIECE);
        try (NamelessIngest ingest = intake.begin(job, Digest.Algorithm.SHA256, 0)) {
            Compression compression = Compression.of(in);
            Digest diffId = switch (compression) {
                case GZIP, ZSTD -> keep(in, ingest, cancel);
                case NONE, BZIP2, XZ -> pack(in, ingest, cancel);
            };
            Digest digest = ingest.digest();
            ingest.commit();
            String type =
                    compression == Compression.ZSTD ? MediaTypes.OCI_LAYER + "+zstd" : MediaTypes.OCI_LAYER + "+gzip";
            return new ImportedLayer(Descriptor.of(type, digest, ingest.size()), diffId);
        }
    }

    private static Digest keep(InputStream in, NamelessIngest ingest, CancelToken cancel) throws IOException {
        InputStream kept = new KeepingStream(in, ingest);
        MessageDigest hash = Digest.Algorithm.SHA256.hash();
        copy(Compression.unpack(kept), hash, OutputStream.nullOutputStream(), cancel);
        kept.transferTo(OutputStream.nullOutputStream()); // what follows the packed stream is of the layer too
        return Digest.of(Digest.Algorithm.SHA256, hash.digest());
    }

    private static Digest pack(InputStream in, NamelessIngest ingest, CancelToken cancel) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.hash();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ingest.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
        try (GZIPOutputStream packed = new GZIPOutputStream(out, PIECE)) {
            copy(Compression.unpack(in), hash, packed, cancel);
        }
        return Digest.of(Digest.Algorithm.SHA256, hash.digest());
    }

    /** Hands over an unpacked archive, whose first block must be one. */
    private static void copy(InputStream tar, MessageDigest hash, OutputStream to, CancelToken cancel)
            throws IOException {
        byte[] piece = new byte[PIECE];
        int read = tar.readNBytes(piece, 0, TarReader.BLOCK);
        TarReader.checkBegin(piece, read);
        for (; read > 0; read = Math.max(0, tar.read(piece))) {
            if (cancel.isCancelled()) {
                throw PullDownloads.cancelled();
            }
            hash.update(piece, 0, read);
            to.write(piece, 0, read);
        }
    }

    /** Writes what is read of it. */
    private static final class KeepingStream extends FilterInputStream {
        private final NamelessIngest ingest;

        KeepingStream(InputStream in, NamelessIngest ingest) {
            super(in);
            this.ingest = ingest;
        }

        @Override
        public int read() throws IOException {
            return OneByte.of(this);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                ingest.write(ByteBuffer.wrap(bytes, offset, read));
            }
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
