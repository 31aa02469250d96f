package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of one archive. Their names are keys and no paths: nothing of the file system is ever looked up by them. */
final class ArchiveFiles {
    private final Map<String, ArchiveFile> files = new HashMap<>();
    private final Map<Digest, ArchiveFile> blobs = new HashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final Map<String, String> hardLinks = new HashMap<>();

    /**
     * Adds a file.
     *
     * @throws Corrupt where another one has its name and other bytes
     */
    void add(String name, ArchiveFile file) {
        ArchiveFile before = files.put(name, file);
        if (before != null && !before.digest().equals(file.digest())) {
            throw new Corrupt(Subject.REQUEST, "two different files \"" + shown(name) + "\" in the archive");
        }
        blobs.put(file.digest(), file);
    }

    /** Adds a symbolic link, whose target is relative to where it lies. */
    void link(String name, String target) {
        int slash = name.lastIndexOf('/');
        links.put(name, clean((slash < 0 ? "." : name.substring(0, slash)) + '/' + target));
    }

    /** Adds a hard link, whose target is a name of the archive. */
    void hardLink(String name, String target) {
        hardLinks.put(name, clean(target));
    }

    /** The file of that name, over links. */
    Optional<ArchiveFile> find(String name) {
        return Optional.ofNullable(resolve(clean(name)));
    }

    private @Nullable ArchiveFile resolve(String start) {
        String name = start;
        for (int hops = 0; hops <= Limits.ARCHIVE_LINKS_MAX && name != null; hops++) {
            ArchiveFile file = files.get(name);
            if (file != null) {
                return file;
            }
            String link = links.get(name);
            name = link != null ? link : hardLinks.get(name);
        }
        return null;
    }

    Optional<ArchiveFile> find(Digest digest) {
        return Optional.ofNullable(blobs.get(digest));
    }

    /**
     * Refuses symbolic links to nothing, as layers of old archives are links to one another.
     *
     * @throws NotFound in the engine's words
     */
    void checkLinks() {
        links.forEach((name, target) -> {
            if (resolve(name) == null) {
                throw new NotFound(
                        Subject.BLOB,
                        "no target for symlink layer from \"" + shown(name) + "\" to \"" + shown(target) + '"');
            }
        });
    }

    /** A name from outside, as far as messages show it. */
    static String shown(String name) {
        return name.length() <= Limits.ARCHIVE_NAME_SHOWN_MAX
                ? name
                : name.substring(0, Limits.ARCHIVE_NAME_SHOWN_MAX) + "…";
    }

    /** A name without empty components, {@code .} and, where there is something to go back from, {@code ..}. */
    static String clean(String name) {
        Deque<String> parts = new ArrayDeque<>();
        boolean isAbsolute = name.startsWith("/");
        for (String part : name.split("/", -1)) {
            boolean isUp = part.equals("..");
            if (isUp && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(isUp && isAbsolute)) {
                parts.addLast(part);
            }
        }
        return (isAbsolute ? "/" : "") + String.join("/", parts);
    }
}
