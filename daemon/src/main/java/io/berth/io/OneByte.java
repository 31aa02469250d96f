package io.berth.io;

import java.io.IOException;
import java.io.InputStream;

/** {@link InputStream#read()} of a stream that knows how to read many bytes. */
public final class OneByte {
    private OneByte() {}

    /** The next byte of {@code stream}, -1 at its end; asks for it by {@link InputStream#read(byte[], int, int)}. */
    public static int of(InputStream stream) throws IOException {
        byte[] one = new byte[1];
        return stream.read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }
}
