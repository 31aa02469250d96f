package io.berth.server.http;

import java.util.ArrayDeque;
import java.util.Deque;

/** The path without {@code .}, {@code ..} and doubled slashes; engines redirect to it (301) instead of serving. */
final class CleanPath {
    private CleanPath() {}

    /** Keeps a slash at the end, which makes a path unknown instead of another one. */
    static String of(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(segment);
            }
        }
        String clean = "/" + String.join("/", segments);
        return path.endsWith("/") && clean.length() > 1 ? clean + "/" : clean;
    }
}
