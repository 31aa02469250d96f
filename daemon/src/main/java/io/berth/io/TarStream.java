package io.berth.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive (POSIX.1-2001 pax interchange format): plain ustar headers, with a pax record before a member whose
 * name or size does not fit one. Owners are 0 and times the epoch, so that the same members make the same bytes. Does not
 * close what it writes to.
 */
public final class TarStream {
    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;
    private static final long SIZE_MAX = 077777777777L;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final OutputStream out;

    public TarStream(OutputStream out) {
        this.out = out;
    }

    /** A directory; {@code mode} is its permission bits. */
    public void directory(String name, int mode) throws IOException {
        header(name + '/', mode, 0, '5');
    }

    /** A file whose bytes are in hand. */
    public void file(String name, int mode, byte[] bytes) throws IOException {
        begin(name, mode, bytes.length);
        out.write(bytes);
        end(bytes.length);
    }

    /** The header of a file; the caller writes exactly {@code size} bytes behind it and then calls {@link #end}. */
    public void begin(String name, int mode, long size) throws IOException {
        if (name.length() > NAME_MAX || size > SIZE_MAX) {
            byte[] records =
                    (record("path", name) + record("size", Long.toString(size))).getBytes(StandardCharsets.UTF_8);
            header("pax", 0644, records.length, 'x');
            out.write(records);
            end(records.length);
        }
        header(name, mode, size, '0');
    }

    /** Fills up the last block of a file of this size. */
    public void end(long size) throws IOException {
        out.write(ZEROS, 0, (int) (-size & (BLOCK - 1)));
    }

    /** The end of the archive. */
    public void finish() throws IOException {
        out.write(ZEROS);
        out.write(ZEROS);
    }

    /** {@code length key=value}, where the length counts itself. */
    private static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + '=' + value + '\n';
    }

    private void header(String name, int mode, long size, char type) throws IOException {
        byte[] block = new byte[BLOCK];
        put(block, 0, name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, Math.min(size, SIZE_MAX));
        octal(block, 136, 12, 0);
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /** Digits with leading zeros and a zero byte behind them. */
    private static void octal(byte[] block, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        put(block, at, "0".repeat(width - 1 - digits.length()) + digits);
        block[at + width - 1] = 0;
    }
}
