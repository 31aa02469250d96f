package io.berth.io;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.nio.charset.StandardCharsets;

/** One block of 512 bytes that describes what follows it, as it stands. */
record TarHeader(String name, String link, long size, char type) {
    static final int BLOCK = 512;

    private static final int NAME = 0;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;

    /**
     * Reads a block.
     *
     * @throws Corrupt where its checksum is wrong or a number is none
     */
    static TarHeader parse(byte[] block) {
        long written = number(block, CHECKSUM, 8);
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b; // as some tars of old counted
        }
        if (written != unsigned && written != signed) {
            throw invalid();
        }
        String name = text(block, NAME, 100);
        boolean isUstar = new String(block, MAGIC, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
        String prefix = isUstar ? text(block, PREFIX, 155) : "";
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + '/' + name, text(block, LINK, 100), number(block, SIZE, 12), (char)
                        (block[TYPE] & 0xff));
    }

    static Corrupt invalid() {
        return new Corrupt(Subject.REQUEST, "archive/tar: invalid tar header");
    }

    /** The failure of an archive that ends too early. */
    static Corrupt cut() {
        return new Corrupt(Subject.REQUEST, "unexpected EOF");
    }

    private static String text(byte[] block, int at, int width) {
        int end = at;
        while (end < at + width && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.UTF_8);
    }

    /** Octal digits between spaces and zero bytes; or, where the first bit is set, a binary number. */
    private static long number(byte[] block, int at, int width) {
        if ((block[at] & 0x80) != 0) {
            return binary(block, at, width);
        }
        String digits = new String(block, at, width, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        try {
            long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
            if (value < 0 || digits.startsWith("+")) {
                throw invalid();
            }
            return value;
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    private static long binary(byte[] block, int at, int width) {
        long value = block[at] & 0x7f;
        for (int i = at + 1; i < at + width; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                throw invalid(); // negative, or beyond all files
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }
}
