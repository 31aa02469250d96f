package io.berth.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar archives as a test wants them, good or bad. */
public final class TestTar {
    public static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TestTar file(String name, byte[] bytes) {
        return member('0', name, "", bytes);
    }

    public TestTar file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public TestTar symlink(String name, String target) {
        return member('2', name, target, new byte[0]);
    }

    public TestTar hardLink(String name, String target) {
        return member('1', name, target, new byte[0]);
    }

    /** Any member, with its body. */
    public TestTar member(char type, String name, String link, byte[] body) {
        out.writeBytes(header(type, name, link, body.length));
        return raw(Arrays.copyOf(body, (body.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    /** A pax header of one record for the next member. */
    public TestTar pax(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.length() + 1;
        while ((length + "").length() + rest.length() != length) {
            length++;
        }
        return member('x', "pax", "", (length + rest).getBytes(StandardCharsets.UTF_8));
    }

    public TestTar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The archive with its end. */
    public byte[] bytes() {
        byte[] bytes = unended();
        return Arrays.copyOf(bytes, bytes.length + 2 * BLOCK);
    }

    public byte[] unended() {
        return out.toByteArray();
    }

    /** A header, whatever follows. */
    public static byte[] header(char type, String name, String link, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(block, 124, "%011o\0".formatted(size));
        put(block, 136, "00000000000\0");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\00000");
        return sealed(block);
    }

    /** With the checksum that it needs. */
    public static byte[] sealed(byte[] block) {
        put(block, 148, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
