package io.berth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/** The daemon's name for itself in {@code /info}: made by chance once, kept in the file {@code id} of the data root. */
final class EngineId {
    private EngineId() {}

    static String of(Path dataRoot) throws IOException {
        Path file = dataRoot.resolve("id");
        try {
            return UUID.fromString(Files.readString(file).strip()).toString();
        } catch (NoSuchFileException | IllegalArgumentException _) {
            String id = UUID.randomUUID().toString();
            Files.writeString(file, id + "\n");
            return id;
        }
    }
}
