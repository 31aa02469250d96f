package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaveTest extends CommandTest {
    @TempDir
    private Path directory;

    @Test
    void oneImageGoesToTheOutput() {
        fake.answer("GET /v1.52/images/redis/get", "the bytes of a tar");
        assertThat(console.run("save", "redis")).isZero();
        assertThat(console.out()).isEqualTo("the bytes of a tar");
    }

    @Test
    void severalImagesAndPlatformsGoToAFile() throws IOException {
        fake.answer(
                "GET /v1.52/images/get?names=a&names=b%3A1&platform=%7B%22architecture%22%3A%22amd64%22%2C%22os%22%3A%22linux%22%7D"
                        + "&platform=%7B%22architecture%22%3A%22s390x%22%2C%22os%22%3A%22linux%22%7D",
                "tar");
        Path file = directory.resolve("x.tar");
        assertThat(console.run(
                        "image", "save", "-o", file.toString(), "--platform", "linux/amd64,linux/s390x", "a", "b:1"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        assertThat(Files.readString(file)).isEqualTo("tar");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void aRefusalLeavesTheFileAsItWas() throws IOException {
        fake.answer("GET /v1.52/images/nosuch/get", "404 Not Found", "{\"message\":\"No such image: nosuch:latest\"}");
        Path file = Files.writeString(directory.resolve("x.tar"), "older");
        assertThat(console.run("save", "-o", file.toString(), "nosuch")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("Error response from daemon: No such image: nosuch:latest\n");
        assertThat(Files.readString(file)).isEqualTo("older");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anOutputThatCannotBeIsRefusedBeforeTheEngineIsAsked() {
        assertThat(console.run("save", "-o", directory + "/no/x.tar", "a")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo("failed to save image: invalid output path: stat " + directory
                        + "/no: no such file or directory\n");
        assertThat(fake.lines()).isEmpty();
    }
}
