package io.berth.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Draft;
import io.berth.problem.Problem.InvalidParameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookTest {
    @TempDir
    private Path directory;

    private Path secrets(String json, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("secrets.json"), json);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static Hook hook(String url, Path secrets) {
        return Hook.parse("{\"name\": \"ci\", \"url\": \"" + url + "\", \"secrets-file\": \"" + secrets + "\"}");
    }

    @Test
    void takesTheEventsOfItsFilters() {
        Hook hook = Hook.parse("""
                {"name": "ci", "url": "https://ci.example/services/T0KEN?k=v",
                 "filters": {"type": ["image"], "event": ["tag", "delete"]}}
                """);
        assertThat(hook.filter().takes(new Draft("image", "tag", "x", Map.of())))
                .isTrue();
        assertThat(hook.filter().takes(new Draft("image", "pull", "x", Map.of())))
                .isFalse();
        assertThat(hook.filter().takes(new Draft("daemon", "tag", "x", Map.of())))
                .isFalse();
        assertThat(hook.toString()).isEqualTo("ci (https://ci.example/…)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"name\": \"ci\"}",
                "{\"name\": \"c i\", \"url\": \"http://x/\"}",
                "{\"name\": \"ci\", \"url\": \"ftp://x/T0KEN\"}",
                "{\"name\": \"ci\", \"url\": \"/T0KEN\"}",
                "{\"name\": \"ci\", \"url\": \"http://me:T0KEN@x/\"}",
                "{\"name\": \"ci\", \"url\": \"http://x/T0 KEN\"}",
                "{\"name\": \"ci\", \"url\": \"http://x/\", \"filters\": {\"type\": \"image\"}}",
                "{\"name\": \"ci\", \"url\": \"http://x/\", \"secret\": \"T0KEN\"}"
            })
    void whatIsNoWebhookIsRefusedWithoutItsSecret(String json) {
        assertThatThrownBy(() -> Hook.parse(json))
                .isInstanceOf(InvalidParameter.class)
                .hasMessageStartingWith("invalid webhook")
                .hasMessageNotContaining("T0KEN");
    }

    @Test
    void secretsSignAndAreShownNowhere() throws IOException {
        Path file = secrets("{\"key\": \"Jefe\", \"headers\": {\"Authorization\": \"Bearer T0KEN\"}}", "rw-------");
        Receiver receiver = Receiver.of(hook("https://ci.example/", file));
        byte[] body = "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8);
        assertThat(receiver.secrets().signature(body)) // RFC 4231, 4.3
                .isEqualTo("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(receiver.secrets().headers()).containsEntry("Authorization", "Bearer T0KEN");
        assertThat(receiver.toString()).doesNotContain("T0KEN", "Jefe");
    }

    @Test
    void secretsThatOthersCanReadAreRefused() throws IOException {
        Path file = secrets("{\"key\": \"T0KEN\"}", "rw-r--r--");
        assertThatThrownBy(() -> Receiver.of(hook("https://ci.example/", file)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the secrets file " + file + " is open to others")
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T0KEN",
                "{\"key\": 5, \"x\": \"T0KEN\"}",
                "{\"headers\": {\"Host\": \"T0KEN\"}}",
                "{\"headers\": {\"Berth-Signature\": \"T0KEN\"}}",
                "{\"headers\": {\"A\": \"T0KEN\\r\\nB: c\"}}",
                "{\"headers\": {\"A b\": \"T0KEN\"}}"
            })
    void secretsOfAnotherFormAreRefusedAndNotQuoted(String json) throws IOException {
        Path file = secrets(json, "rw-------");
        assertThatThrownBy(() -> Receiver.of(hook("https://ci.example/", file)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the secrets file " + file + " cannot be used: ")
                .hasMessageNotContaining("T0KEN");
    }

    @Test
    void headersGoOverTlsOrStayOnThisMachine() throws IOException {
        Path file = secrets("{\"headers\": {\"Authorization\": \"Bearer x\"}}", "rw-------");
        assertThat(Receiver.of(hook("http://127.0.0.1:80/", file)).secrets().headers())
                .hasSize(1);
        assertThatThrownBy(() -> Receiver.of(hook("http://ci.example/", file)))
                .hasMessage("invalid webhook ci: headers of its secrets file are not sent without TLS");
        Path key = secrets("{\"key\": \"x\"}", "rw-------");
        assertThat(Receiver.of(hook("http://ci.example/", key)).secrets().signs())
                .isTrue();
    }
}
