package io.berth.cli.command;

import io.berth.cli.http.FakeEngine;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of commands: they are run on a console against an engine of API 1.52 that answers what the test says. */
class CommandTest {
    FakeEngine fake;
    TestConsole console;

    @BeforeEach
    final void start() throws IOException {
        fake = FakeEngine.start("1.52");
        console = new TestConsole(fake.host());
    }

    @AfterEach
    final void stop() throws IOException {
        fake.close();
    }
}
