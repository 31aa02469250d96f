package io.berth.io;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Puts older private keys into the envelope that the JDK reads (RFC 5208, RFC 5915; DER as in X.690). */
final class Pkcs8 {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Pkcs8() {}

    static byte[] ofRsa(byte[] pkcs1) {
        return envelope(RSA, pkcs1);
    }

    /** The curve stands inside the key, and must stand outside too. */
    static byte[] ofEc(byte[] sec1) {
        return envelope(join(EC, curve(sec1)), sec1);
    }

    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return tagged(SEQUENCE, join(VERSION, tagged(SEQUENCE, algorithm), tagged(OCTETS, key)));
    }

    private static byte[] curve(byte[] sec1) {
        int at = content(sec1, 0);
        while (at < sec1.length) {
            int start = content(sec1, at);
            int end = start + length(sec1, at);
            if ((sec1[at] & 0xff) == PARAMETERS) {
                return Arrays.copyOfRange(sec1, start, end);
            }
            at = end;
        }
        throw new IllegalArgumentException("no curve");
    }

    /** Where the content of the element at {@code at} begins. */
    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        if (first > 0x83) {
            throw new IllegalArgumentException("length");
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] tagged(int tag, byte[] content) {
        return join(new byte[] {(byte) tag}, shortest(content.length), content);
    }

    private static byte[] shortest(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        if (length < 0x100) {
            return new byte[] {(byte) 0x81, (byte) length};
        }
        if (length < 0x10000) {
            return new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return new byte[] {(byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
