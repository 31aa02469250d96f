package io.berth.image;

import io.berth.io.OneByte;
import io.berth.remote.WebFile;
import java.io.FilterInputStream;
import java.io.IOException;

/** A download that tells now and then how far it is, and at its end. */
final class WatchedStream extends FilterInputStream {
    private static final long EVERY_BYTES = 4L << 20;

    private final ImportProgress progress;
    private final long total;
    private long current;
    private long told = -1;

    WatchedStream(WebFile file, ImportProgress progress) {
        super(file);
        this.total = file.length().orElse(0);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        return OneByte.of(this);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        current += Math.max(read, 0);
        if ((read < 0 && told < current) || current - told >= EVERY_BYTES) {
            progress.importing(current, total);
            told = current;
        }
        return read;
    }
}
