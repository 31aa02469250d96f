package io.berth.cli.json;

import java.nio.charset.StandardCharsets;

/** Halves of characters, which escapes can name: one without its partner becomes U+FFFD, as Go reads it. */
final class Surrogates {
    private Surrogates() {}

    /** The UTF-8 of what one or two escapes name. */
    static byte[] replaced(String text) {
        StringBuilder fixed = new StringBuilder(text);
        boolean pair = text.length() == 2 && Character.isSurrogatePair(text.charAt(0), text.charAt(1));
        for (int i = 0; i < text.length() && !pair; i++) {
            fixed.setCharAt(i, Character.isSurrogate(text.charAt(i)) ? '\uFFFD' : text.charAt(i));
        }
        return fixed.toString().getBytes(StandardCharsets.UTF_8);
    }
}
