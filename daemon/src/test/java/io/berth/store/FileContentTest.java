package io.berth.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest implements ContentContract {
    @TempDir
    Path root;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public TestStore store() {
        return store;
    }
}
