package io.berth.cli.manifest;

import io.berth.cli.credential.ConfigDirectory;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The lists that this user is putting together: {@code manifests} in docker's configuration directory, a directory for each
 * list and in it a file for each manifest, as docker's client keeps them, so that either goes on with what the other began.
 *
 * <p>Docker makes their names from references in a way that lets {@code a-b:c} and {@code a:b-c} collide. What we write says
 * in a member of its own which list it belongs to, and what belongs to another list is refused.
 */
public final class ManifestLists {
    private static final String LIST = "List";

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;

    private ManifestLists(Path root) {
        this.root = root;
    }

    public static ManifestLists of(Map<String, String> environment) {
        return new ManifestLists(ConfigDirectory.of(environment).resolve("manifests"));
    }

    /** The manifests of a list in the order that they have in it; none where there is no such list. */
    public List<ListedManifest> get(Reference list) {
        List<ListedManifest> manifests = new ArrayList<>();
        try {
            for (Path file : files(directory(list))) {
                JsonObject read = JsonReader.parse(Files.readAllBytes(file)) instanceof JsonObject object
                        ? object
                        : new JsonObject();
                String owner = read.text(LIST);
                if (!owner.isEmpty() && !owner.equals(list.toString())) {
                    throw new CliException("the manifest list " + owner + " is where " + list
                            + " would be kept: push or remove it first");
                }
                manifests.add(ListedManifest.read(read));
            }
        } catch (IOException e) {
            throw failed("read", list, e);
        }
        return manifests;
    }

    /** Keeps a new list; all of it is there or nothing. */
    public void create(Reference list, Collection<ListedManifest> manifests) {
        try {
            Files.createDirectories(root, PRIVATE);
            Path whole = Files.createTempDirectory(root, ".new");
            try {
                for (ListedManifest manifest : manifests) {
                    Files.writeString(whole.resolve(fileName(manifest.reference())), text(list, manifest));
                }
                Files.move(whole, directory(list), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(whole);
            }
        } catch (IOException e) {
            throw failed("keep", list, e);
        }
    }

    /** Keeps a manifest of a list that is there, in the place of what it had for the same reference. */
    public void put(Reference list, ListedManifest manifest) {
        try {
            Path whole = Files.createTempFile(root, ".new", "");
            try {
                Files.writeString(whole, text(list, manifest));
                Path file = directory(list).resolve(fileName(manifest.reference()));
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            throw failed("keep", list, e);
        }
    }

    /** Forgets a list. */
    public void remove(Reference list) {
        try {
            delete(directory(list));
        } catch (IOException e) {
            throw failed("remove", list, e);
        }
    }

    private Path directory(Reference list) {
        return root.resolve(fileName(list));
    }

    /** In docker's way. */
    private static String fileName(Reference reference) {
        return reference.toString().replace(':', '-').replace('/', '_');
    }

    private static String text(Reference list, ListedManifest manifest) {
        return manifest.json(new JsonObject().put(LIST, list.toString()));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    private static void delete(Path directory) throws IOException {
        for (Path file : files(directory)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
    }

    private static CliException failed(String verb, Reference list, IOException e) {
        String reason = e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : "";
        return new CliException("cannot " + verb + " the manifest list " + list + ": "
                + (reason.isEmpty() ? e.getClass().getSimpleName() + ": " + e.getMessage() : reason));
    }
}
