package io.berth.transfer;

import io.berth.remote.BlobReader;
import io.berth.remote.BlobStream;
import io.berth.remote.RegistryException;
import io.berth.remote.transport.HttpBody;
import io.berth.transfer.Transfer.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Some bytes of a blob on their way out, at the speed that is allowed. */
final class BlobBytes implements HttpBody {
    private final BlobReader reader;
    private final Upload upload;
    private final Uploads.Terms terms;
    private final long from;
    private final long length;

    BlobBytes(BlobReader reader, Upload upload, Uploads.Terms terms, long from, long length) {
        this.reader = reader;
        this.upload = upload;
        this.terms = terms;
        this.from = from;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Duration patience(Duration usual) {
        return terms.settings().patience();
    }

    @Override
    public void writeTo(Sink out) throws IOException {
        if (length == 0) {
            return;
        }
        Speed speed = new Speed(terms.settings().stallWindow(), terms.settings().stallBytes());
        Throttle throttle = new Throttle(
                () -> terms.bandwidth().of(upload.wish().target().repository().registry()),
                upload.wish()::limit,
                upload.cancel(),
                limited -> upload.state(limited ? State.LIMITED : State.SENDING));
        try (BlobStream in = reader.open(upload.blob(), from, length, upload.cancel())) {
            upload.state(State.SENDING);
            long at = in.start();
            while (at < from + length) {
                ByteBuffer piece = in.next();
                if (piece == null) {
                    throw RegistryException.network("unexpected EOF");
                }
                long end = at + piece.remaining();
                int bytes = wanted(piece, at);
                at = end;
                if (bytes == 0) {
                    continue; // a source that serves no ranges began at the start
                }
                if (!out.write(piece)) {
                    return;
                }
                upload.current(Math.min(at, from + length));
                upload.speed().add(bytes);
                terms.observer().sent(bytes);
                speed.paused(throttle.moved(bytes));
                speed.moved(bytes);
            }
        }
        upload.state(State.VERIFYING);
    }

    /** Leaves in a piece that begins at {@code at} what belongs to these bytes; how many that is. */
    private int wanted(ByteBuffer piece, long at) {
        int skipped = Math.clamp(from - at, 0, piece.remaining());
        piece.position(piece.position() + skipped);
        long left = from + length - at - skipped;
        if (piece.remaining() > left) {
            piece.limit(piece.position() + (int) left);
        }
        return piece.remaining();
    }
}
