package io.berth.server.http;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test against a {@link PromptServer} of its own. */
class PromptCase {
    @TempDir
    private Path directory;

    PromptServer server;
    FileAtHand file;

    @BeforeEach
    final void serve() throws IOException {
        server = new PromptServer(directory);
        file = server.file;
    }

    @AfterEach
    final void stop() {
        server.close();
    }
}
