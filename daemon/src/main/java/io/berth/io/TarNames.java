package io.berth.io;

import io.berth.io.TarReader.Kind;
import io.berth.io.TarReader.Member;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What headers before a member's own say of it: names and sizes that do not fit in there. */
final class TarNames {
    private @Nullable String name;
    private @Nullable String link;
    private long size = -1;
    private boolean isSparse;

    boolean isEmpty() {
        return name == null && link == null && size < 0;
    }

    /** GNU's header for a long name. */
    void longName(byte[] bytes) {
        name = terminated(bytes);
    }

    /** GNU's header for the long target of a link. */
    void longLink(byte[] bytes) {
        link = terminated(bytes);
    }

    private static String terminated(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Records {@code length key=value\n}, where the length counts itself. */
    void pax(byte[] bytes) {
        for (int at = 0; at < bytes.length; ) {
            int space = indexOf(bytes, ' ', at);
            int length = length(bytes, at, space);
            int end = at + length;
            int equals = indexOf(bytes, '=', space);
            if (length <= space - at || end > bytes.length || equals >= end || bytes[end - 1] != '\n') {
                throw TarHeader.invalid();
            }
            record(text(bytes, space + 1, equals), text(bytes, equals + 1, end - 1));
            at = end;
        }
    }

    private void record(String key, String value) {
        switch (key) {
            case "path" -> name = value;
            case "linkpath" -> link = value;
            case "size" -> size = size(value);
            default -> isSparse |= key.startsWith("GNU.sparse.");
        }
    }

    private static long size(String value) {
        if (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw TarHeader.invalid();
        }
        return Long.parseLong(value);
    }

    private static int length(byte[] bytes, int at, int space) {
        if (space == at || space - at > 8) {
            throw TarHeader.invalid();
        }
        return (int) size(text(bytes, at, space));
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw TarHeader.invalid();
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The member that this header and those before it describe. */
    Member entry(TarHeader header) {
        String called = name == null ? header.name() : name;
        if (isSparse || header.type() == 'S') {
            throw new Unsupported(Subject.REQUEST, "archive/tar: a sparse file: \"" + shortened(called) + '"');
        }
        Kind kind = kind(header.type(), called);
        String target = kind == Kind.SYMLINK || kind == Kind.HARDLINK ? (link == null ? header.link() : link) : "";
        long bytes = size < 0 ? header.size() : size;
        return new Member(called, kind, target, kind == Kind.FILE ? bytes : 0);
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static Kind kind(char flag, String name) {
        return switch (flag) {
            case '0', '\0', '7' -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '1' -> Kind.HARDLINK;
            case '2' -> Kind.SYMLINK;
            case '5' -> Kind.DIRECTORY;
            default -> Kind.OTHER;
        };
    }
}
