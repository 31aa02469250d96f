package io.berth.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.registry.access.AccessControl;
import io.berth.server.registry.RegistryRig.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The distribution API with an access file. Everybody's password is {@code correct horse}. */
abstract class AccessCase {
    static final String HASH = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    static final String RULES = """
            {
              "users": "users",
              "rules": [
                {"repositories": ["public/**"], "who": ["anyone"], "may": ["pull"]},
                {"repositories": ["team/**", "small/**"], "who": ["user:alice"], "may": ["pull", "push"]},
                {"repositories": ["named/**", "docker.io/**"], "who": ["user:namer"], "may": ["push", "image"]},
                {"repositories": ["**"], "who": ["user:admin"], "may": ["pull", "push", "delete"]}
              ],
              "immutable": [{"repositories": ["team/**"], "tags": ["v*"]}],
              "quotas": [{"repositories": ["small/**"], "size": "1k"}]
            }""";

    @TempDir
    Path directory;

    RegistryRig rig;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(
                directory.resolve("users"),
                "alice:" + HASH + "\nnamer:" + HASH + "\nadmin:" + HASH + "\ncarol:" + HASH + "\n");
        Path file = Files.writeString(directory.resolve("access.json"), RULES);
        AccessControl access = AccessControl.open(
                file,
                directory,
                _ -> {
                    throw new IOException("there is no issuer");
                },
                Clock.systemUTC());
        rig = new RegistryRig(Files.createDirectory(directory.resolve("store")), access);
        rig.store.index().repositories().keepTo(access);
    }

    @AfterEach
    void closeAndCheck() throws IOException {
        rig.close();
        assertThat(rig.faults()).isEmpty();
    }

    static String basic(String user) {
        return basic(user, "correct horse");
    }

    static String basic(String user, String password) {
        byte[] bytes = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    Answer ask(String method, String path, String authorization) {
        return rig.ask(method, path, "Authorization", authorization);
    }

    String token(String authorization, String... scopes) {
        String path = "/token?service=berth&scope=" + String.join("&scope=", scopes);
        Answer given = authorization.isEmpty() ? rig.ask("GET", path) : ask("GET", path, authorization);
        assertThat(given.status()).isEqualTo(200);
        return "Bearer " + given.json().get("token").asString();
    }

    Digest push(String who, String repository, byte[] blob) {
        Digest digest = Digest.of(blob);
        assertThat(pushed(who, repository, blob).status()).isEqualTo(201);
        return digest;
    }

    Answer pushed(String who, String repository, byte[] blob) {
        return rig.ask(
                "POST",
                "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(blob),
                blob,
                "Authorization",
                basic(who));
    }

    Answer put(String who, String repository, String reference, byte[] manifest) {
        return rig.ask(
                "PUT",
                "/v2/" + repository + "/manifests/" + reference,
                manifest,
                "Authorization",
                basic(who),
                "Content-Type",
                RegistryRig.OCI);
    }

    byte[] image(String who, String repository, String tag) {
        byte[] config = RegistryRig.bytes("{\"tag\":\"" + tag + "\"}");
        push(who, repository, config);
        byte[] manifest = RegistryRig.manifest("", config);
        assertThat(put(who, repository, tag, manifest).status()).isEqualTo(201);
        return manifest;
    }
}
