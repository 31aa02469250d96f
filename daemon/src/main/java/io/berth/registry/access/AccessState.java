package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An access file with the files that it names, each of which is read again when it has changed. */
final class AccessState {
    private final AccessFile file;
    private final @Nullable WatchedFile<Htpasswd> users;
    private final IssuerKeys keys;

    private AccessState(AccessFile file, @Nullable WatchedFile<Htpasswd> users, IssuerKeys keys) {
        this.file = file;
        this.users = users;
        this.keys = keys;
    }

    /**
     * Reads all of it.
     *
     * @throws Corrupt where one of the files cannot be used
     */
    static AccessState read(Path path, byte[] bytes, IssuerKeys.Fetch fetch, InstantSource clock) {
        AccessFile file = AccessReader.read(path, bytes);
        WatchedFile<Htpasswd> users = file.users() == null
                ? null
                : new WatchedFile<>(file.users(), Limits.HTPASSWD_BYTES_MAX, text -> Htpasswd.parse(utf8(text)));
        return new AccessState(file, users, keys(path, file.issuer(), fetch, clock));
    }

    private static IssuerKeys keys(
            Path path, @Nullable IssuerSettings issuer, IssuerKeys.Fetch fetch, InstantSource clock) {
        if (issuer == null) {
            return _ -> List.of();
        }
        if (issuer.isRemote()) {
            return new RemoteKeys(URI.create(issuer.keys()), fetch, clock);
        }
        WatchedFile<List<JwtKey>> set =
                new WatchedFile<>(path.resolveSibling(issuer.keys()), Limits.KEY_SET_BYTES_MAX, Jwks::parse);
        return _ -> set.now();
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Corrupt(Subject.STORE, "it is not UTF-8");
        }
    }

    AccessFile file() {
        return file;
    }

    Htpasswd users() {
        return users == null ? Htpasswd.NOBODY : users.now();
    }

    IssuerKeys keys() {
        return keys;
    }
}
