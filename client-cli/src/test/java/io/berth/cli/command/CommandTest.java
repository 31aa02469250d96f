package io.berth.cli.command;

import io.berth.cli.http.FakeEngine;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of commands: they are run on a console against an engine that answers what the test says. */
class CommandTest {
    FakeEngine fake;
    TestConsole console;
    private final String version;

    CommandTest() {
        this("1.52");
    }

    /** @param version of the API that the engine speaks */
    CommandTest(String version) {
        this.version = version;
    }

    @BeforeEach
    final void start() throws IOException {
        fake = FakeEngine.start(version);
        console = new TestConsole(fake.host());
    }

    @AfterEach
    final void stop() throws IOException {
        fake.close();
    }
}
