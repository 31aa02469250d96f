package io.berth.cli.credential;

import io.berth.cli.json.JsonException;
import io.berth.cli.json.JsonIndent;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.json.JsonWriter;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Docker's {@code config.json}, in {@code DOCKER_CONFIG} or {@code ~/.docker}. */
final class ConfigFile {
    private final Path path;
    private final JsonObject content;

    private ConfigFile(Path path, JsonObject content) {
        this.path = path;
        this.content = content;
    }

    /** The file, an empty one where there is none or it cannot be read; refuses what is no JSON. */
    static ConfigFile of(Map<String, String> environment) {
        Path path = ConfigDirectory.of(environment).resolve("config.json");
        try {
            byte[] bytes = Files.readAllBytes(path);
            return new ConfigFile(path, JsonReader.parse(bytes) instanceof JsonObject read ? read : new JsonObject());
        } catch (JsonException e) {
            throw new CliException("error loading config file: " + path + ": " + e.getMessage());
        } catch (IOException e) {
            return new ConfigFile(path, new JsonObject());
        }
    }

    Path path() {
        return path;
    }

    JsonObject content() {
        return content;
    }

    /** The member {@code auths}, to be changed. */
    JsonObject auths() {
        JsonObject auths = content.object("auths");
        content.put("auths", auths);
        return auths;
    }

    /** Whole or not at all, readable for the user alone; what a symbolic link points to is replaced, not the link. */
    void save() throws IOException {
        StringBuilder json = new StringBuilder();
        new JsonWriter(json, false).write(content);
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path directory = target.getParent();
        if (!Files.exists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path whole = Files.createTempFile(
                directory,
                "config.json",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(whole, JsonIndent.indent(json.toString(), "\t").getBytes(StandardCharsets.UTF_8));
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(whole);
            throw e;
        }
    }
}
