package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTest extends CommandTest {
    @TempDir
    private Path directory;

    @Test
    void aFileIsSentInChunksAndItsImagesAreTold() throws IOException {
        Path file = Files.writeString(directory.resolve("x.tar"), "the bytes of a tar");
        fake.answer("POST /v1.52/images/load?quiet=1", "{\"stream\":\"Loaded image: a:1\\n\"}");
        assertThat(console.run("load", "-q", "-i", file.toString())).isZero();
        assertThat(console.out()).isEqualTo("Loaded image: a:1\n");
        assertThat(fake.bodies().getLast()).isEqualTo("12\r\nthe bytes of a tar\r\n0\r\n\r\n");
    }

    @Test
    void platformsAreSentAsJson() throws IOException {
        Path file = Files.writeString(directory.resolve("x.tar"), "");
        fake.answer(
                "POST /v1.52/images/load?quiet=1&platform=%7B%22architecture%22%3A%22amd64%22%2C%22os%22%3A%22linux%22%7D",
                "{\"error\":\"nothing\",\"errorDetail\":{\"message\":\"nothing\"}}");
        assertThat(console.run("image", "load", "--platform", "linux/amd64", "-i", file.toString()))
                .isEqualTo(1);
        assertThat(console.err()).isEqualTo("nothing\n");
    }

    @Test
    void aFileThatIsNotThereIsToldBeforeTheEngineIsAsked() {
        for (String command : new String[] {"load", "import"}) {
            String file = directory.resolve("nosuch.tar").toString();
            assertThat(command.equals("load") ? console.run("load", "-i", file) : console.run("import", file))
                    .isEqualTo(1);
            assertThat(console.err()).endsWith("open " + file + ": no such file or directory\n");
        }
        assertThat(fake.lines()).noneMatch(line -> line.startsWith("POST"));
    }

    @Test
    void anImportSendsWhatItIsTold() throws IOException {
        Path file = Files.writeString(directory.resolve("x.tar"), "tar");
        fake.answer(
                "POST /v1.52/images/create?fromSrc=-&repo=docker.io%2Flibrary%2Fa%3A1&message=hello&changes=CMD%20x&changes=ENV%20a%3Db&platform=linux%2Farm64",
                "{\"status\":\"sha256:1234\"}");
        assertThat(console.run(
                        "import",
                        "-c",
                        "CMD x",
                        "-c",
                        "ENV a=b",
                        "-m",
                        "hello",
                        "--platform",
                        "linux/arm64",
                        file.toString(),
                        "a:1"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        assertThat(console.out()).isEqualTo("sha256:1234\n");
    }

    @Test
    void anAddressIsLeftToTheEngine() {
        fake.answer("POST /v1.52/images/create?fromSrc=http%3A%2F%2Fx%2Fy.tar", "{\"status\":\"sha256:1234\"}");
        assertThat(console.run("import", "http://x/y.tar")).isZero();
        assertThat(fake.bodies().getLast()).isEmpty();
    }

    @Test
    void aBadNameIsRefusedBeforeAnythingIsRead() {
        assertThat(console.run("import", "-", "UPPER")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo("invalid reference format: repository name (library/UPPER) must be lowercase\n");
    }
}
