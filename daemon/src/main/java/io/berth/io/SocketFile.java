package io.berth.io;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that this process listens on. It is bound under another name and appears under its own only
 * when mode and group are set, so there is no moment in which a stranger may connect.
 */
public final class SocketFile implements AutoCloseable {
    /** Of {@code sun_path}, less the ending of the other name. */
    private static final int PATH_BYTES_MAX = 107 - ".tmp".length();

    private final Path path;
    private @Nullable Object key;

    private SocketFile(Path path) {
        this.path = path;
    }

    /**
     * Makes way for a socket; a socket file that nobody listens on any more is replaced later.
     *
     * @throws IOException where another process listens there, where a file that is no socket stands there, or where the
     *     path is too long
     */
    public static SocketFile prepare(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            throw new IOException("socket path is longer than " + PATH_BYTES_MAX + " bytes: " + path);
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            refuseUnlessStale(path);
        }
        SocketFile file = new SocketFile(path);
        Files.deleteIfExists(file.bindPath());
        return file;
    }

    private static void refuseUnlessStale(Path path) throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("not a socket: " + path);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException _) {
            return;
        }
        throw new IOException("another process listens on " + path);
    }

    /** Where to bind. */
    public Path bindPath() {
        return path.resolveSibling(path.getFileName() + ".tmp");
    }

    /** Gives the bound socket mode 0660 and its group (null: left as it is) and moves it to its place. */
    public void publish(@Nullable String group) throws IOException {
        Path bound = bindPath();
        PosixFileAttributeView view = Files.getFileAttributeView(bound, PosixFileAttributeView.class);
        if (group != null) {
            view.setGroup(find(group));
        }
        view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
        key = Files.readAttributes(bound, BasicFileAttributes.class).fileKey();
        Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private GroupPrincipal find(String group) throws IOException {
        try {
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("group " + group + " not found", e);
        }
    }

    /** Removes the socket, unless somebody else's stands there by now. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(bindPath());
        if (key != null
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && key.equals(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey())) {
            Files.delete(path);
        }
    }
}
