package io.berth.server.registry;

import io.berth.oci.Digest;
import io.berth.server.http.Request;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditional requests and ranges (RFC 9110, 13 and 14); the entity tag is the digest. */
final class Conditions {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private Conditions() {}

    /**
     * A part of a body; {@code from == to} where none of the wanted bytes is there.
     *
     * @param to behind the last byte
     */
    record Part(long from, long to) {
        boolean isEmpty() {
            return from >= to;
        }

        long length() {
            return to - from;
        }
    }

    static String tag(Digest digest) {
        return '"' + digest.toString() + '"';
    }

    /** Whether the client has it already. */
    static boolean isKnown(Request request, Digest digest) {
        return request.header("If-None-Match")
                .map(header -> Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .map(one -> one.startsWith("W/") ? one.substring(2) : one)
                        .anyMatch(one -> one.equals("*") || one.equals(tag(digest)) || one.equals(digest.toString())))
                .orElse(false);
    }

    /** The one range that is wanted; empty for the whole, and so where a header is not understood or asks for several. */
    static Optional<Part> range(Request request, Digest digest, long size) {
        if (request.header("If-Range").filter(tag -> !tag.equals(tag(digest))).isPresent()) {
            return Optional.empty();
        }
        return request.header("Range")
                .map(RANGE::matcher)
                .filter(Matcher::matches)
                .filter(range -> !range.group(1).isEmpty() || !range.group(2).isEmpty())
                .filter(range -> range.group(1).isEmpty()
                        || range.group(2).isEmpty()
                        || Long.parseLong(range.group(1)) <= Long.parseLong(range.group(2)))
                .map(range -> part(range.group(1), range.group(2), size));
    }

    private static Part part(String first, String last, long size) {
        if (first.isEmpty()) {
            return new Part(Math.max(0, size - Long.parseLong(last)), size);
        }
        long from = Math.min(Long.parseLong(first), size);
        return new Part(from, last.isEmpty() ? size : Math.min(Long.parseLong(last) + 1, size));
    }
}
