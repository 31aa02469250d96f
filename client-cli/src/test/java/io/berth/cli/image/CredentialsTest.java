package io.berth.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    Path directory;

    @Test
    void nothingIsKnownWithoutAFile() {
        assertThat(header("docker.io")).isEmpty();
    }

    @Test
    void nameAndPasswordOfTheRegistryAsked() throws IOException {
        write(
                "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"aHViOmE6Yg==\"},\"host:5000\":{\"auth\":\"dTpw\"}}}");
        assertThat(header("docker.io"))
                .isEqualTo(
                        "{\"username\":\"hub\",\"password\":\"a:b\",\"serveraddress\":\"https://index.docker.io/v1/\"}");
        assertThat(header("host:5000"))
                .isEqualTo("{\"username\":\"u\",\"password\":\"p\",\"serveraddress\":\"host:5000\"}");
        assertThat(header("other")).isEmpty();
    }

    @Test
    void anEntryMayBeAUrlAndHoldAToken() throws IOException {
        write("{\"auths\":{\"https://host:5000/v2/\":{\"identitytoken\":\"t\"}}}");
        assertThat(header("host:5000")).isEqualTo("{\"identitytoken\":\"t\",\"serveraddress\":\"host:5000\"}");
    }

    @Test
    void aHelperThatIsNotThereKnowsNothing() throws IOException {
        write("{\"credsStore\":\"berth-no-such-helper\",\"auths\":{\"host\":{\"auth\":\"dTpw\"}}}");
        assertThat(header("host")).isEmpty();
    }

    @Test
    void aBrokenFileIsToldWithItsName() throws IOException {
        write("{");
        assertThatThrownBy(() -> header("host"))
                .hasMessageContaining("error loading config file: " + directory.resolve("config.json"));
    }

    @Test
    void brokenEntriesAreNoCredentials() throws IOException {
        write("{\"auths\":{\"host\":{\"auth\":\"!!\"},\"other\":7}}");
        assertThat(header("host")).isEmpty();
        assertThat(header("other")).isEmpty();
    }

    private void write(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
    }

    private String header(String domain) {
        String header =
                Credentials.of(Map.of("DOCKER_CONFIG", directory.toString())).header(domain);
        return new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
    }
}
