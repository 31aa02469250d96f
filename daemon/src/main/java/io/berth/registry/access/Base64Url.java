package io.berth.registry.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Base64 as tokens have it: with the alphabet for URLs and without padding (RFC 7515, appendix C). */
final class Base64Url {
    private Base64Url() {}

    static String of(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Throws {@link IllegalArgumentException} for anything else, also for padding and for bits that say nothing. */
    static byte[] bytes(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!of(bytes).equals(text)) {
            throw new IllegalArgumentException("not the one way to write these bytes");
        }
        return bytes;
    }
}
