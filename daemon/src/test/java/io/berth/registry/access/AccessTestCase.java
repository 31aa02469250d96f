package io.berth.registry.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An access file in a directory of its own; passwords are the user's name with a mark of exclamation. */
abstract class AccessTestCase {
    static final String RULES = """
            "groups": {"team": ["alice", "bob"]},
            "rules": [
              {"repositories": ["public/**"], "who": ["anyone"], "may": ["pull"]},
              {"repositories": ["team/**"], "who": ["group:team"], "may": ["pull", "push"]},
              {"repositories": ["team/app"], "who": ["user:bob"], "may": ["delete", "image"]},
              {"repositories": ["**"], "who": ["user:admin"], "may": ["pull", "push", "delete"]}
            ]""";

    @TempDir
    Path directory;

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int written;

    @BeforeEach
    void writeUsers() throws IOException {
        users("alice", "bob", "carol", "admin");
    }

    void users(String... names) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(name).append(":").append(hash(name)).append('\n');
        }
        write("users", text.toString());
    }

    /** A hash whose end is the password's, for {@link #isRight}. */
    private static String hash(String name) {
        String mark = name + "00000000000000000000000000000000000000000000000000000";
        return "$2y$10$" + mark.substring(0, 53);
    }

    private static boolean isRight(String hash, byte[] password) {
        String text = new String(password, StandardCharsets.UTF_8);
        return text.endsWith("!") && hash.equals(hash(text.substring(0, text.length() - 1)));
    }

    /** Each writing has a time of its own, as it would have some moments later. */
    Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(now.plusSeconds(written++)));
        return file;
    }

    AccessControl access(String... members) throws IOException {
        return access(_ -> new byte[0], members);
    }

    AccessControl access(IssuerKeys.Fetch fetch, String... members) throws IOException {
        Path file = write("access.json", file(members));
        return AccessControl.open(
                file, TokenKey.in(directory), fetch, new Passwords(AccessTestCase::isRight, () -> now), () -> now);
    }

    static String file(String... members) {
        return "{\"users\": \"users\"" + (members.length == 0 ? "" : ", " + String.join(", ", members)) + "}";
    }

    static Optional<String> basic(String user, String password) {
        byte[] bytes = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
    }

    static Optional<String> basic(String user) {
        return basic(user, user + '!');
    }

    static Optional<String> bearer(String token) {
        return Optional.of("Bearer " + token);
    }

    static TokenAsked asked(Optional<String> header, String... scopes) {
        return new TokenAsked(new TokenAsked.Proof.Header(header), "", List.of(scopes), false);
    }
}
