package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import java.util.Map;

/**
 * What an image takes in memory, in bytes: its facts, its names, its places in the table, and its rows as they are
 * rendered for lists. An estimate from above, made of what a 64-bit JVM with compressed references needs for each object;
 * what images may share is counted for each.
 */
final class HeldBytes {
    /** The image, its sizes and times, its place in each array, what is derived from it, and three forms of its row. */
    private static final long IMAGE = 1_100;

    private static final long MANIFEST = 400;
    private static final long DIGEST = 140;
    private static final long NAME = 340;
    private static final long SOURCE = 160;
    private static final long SIGNATURE = 400;
    private static final long TEXT = 50;
    private static final long LABELS = 100;
    private static final long LABEL = 8;

    private HeldBytes() {}

    static long of(Image image) {
        return of(image.facts())
                + image.names().stream().mapToLong(HeldBytes::of).sum();
    }

    static long of(Reference name) {
        // In full in the table, in parts in the name, and in the row as tag and as digest.
        return NAME + 4L * name.toString().length();
    }

    static long of(ImageFacts facts) {
        long bytes = IMAGE + of(facts.target());
        for (ManifestFacts manifest : facts.manifests()) {
            bytes += MANIFEST + of(manifest.descriptor()) + LABELS + of(manifest.labels());
        }
        bytes += rendered(facts.shown().map(ManifestFacts::labels).orElse(Map.of()));
        return bytes
                + DIGEST * facts.closure().size()
                + SOURCE * facts.sources().size()
                + SIGNATURE * facts.signatures().size();
    }

    /** Twice what is not usual: it stands in the row too. */
    private static long of(Descriptor descriptor) {
        long bytes = 0;
        for (String url : descriptor.urls()) {
            bytes += 2 * text(url);
        }
        for (Map.Entry<String, String> annotation : descriptor.annotations().entrySet()) {
            bytes += 2 * (text(annotation.getKey()) + text(annotation.getValue()));
        }
        return bytes;
    }

    private static long text(String text) {
        return TEXT + 2L * text.length();
    }

    private static long of(Map<String, String> labels) {
        String text = Labels.copyOf(labels).text();
        return (isWide(text) ? 2L : 1L) * text.length() + LABEL * labels.size();
    }

    // Loops and no streams here: at a start this reads the labels of all images, and nothing is compiled yet.

    private static boolean isWide(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return true;
            }
        }
        return false;
    }

    /** The labels as JSON in UTF-8. */
    private static long rendered(Map<String, String> labels) {
        String text = Labels.copyOf(labels).text();
        long bytes = 6L * labels.size(); // quotes, colon and comma
        for (int i = 0; i < text.length(); i++) {
            bytes += rendered(text.charAt(i));
        }
        return bytes;
    }

    private static int rendered(char character) {
        if (character < ' ') {
            return 6;
        }
        if (character < 0x80) {
            return character == '"' || character == '\\' ? 2 : 1;
        }
        return character < 0x800 ? 2 : 3;
    }
}
