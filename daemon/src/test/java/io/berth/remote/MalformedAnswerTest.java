package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a server that speaks HTTP badly, or not at all. */
@Timeout(60)
class MalformedAnswerTest {
    private static final byte[] BYTES = "bytes of a blob".getBytes(StandardCharsets.ISO_8859_1);
    private static final Descriptor BLOB = Descriptor.of("x/y", Digest.of(BYTES), BYTES.length);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Remotes remotes = new Remotes(new RemoteSettings(
            List.of(), List.of(), "test", new TransportSettings(PATIENCE, PATIENCE, PATIENCE, 1 << 20)));

    @AfterEach
    void close() {
        remotes.close();
    }

    private byte[] read(RawServer server, long offset) throws IOException {
        return read(remotes, server, offset);
    }

    private static byte[] read(Remotes from, RawServer server, long offset) throws IOException {
        RegistryClient client =
                from.client(Repository.parse(server.authority() + "/x"), Credentials.anonymous(), Map.of());
        try (BlobStream stream = client.open(BLOB, offset, new CancelToken())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (ByteBuffer piece = stream.next(); piece != null; piece = stream.next()) {
                byte[] some = new byte[piece.remaining()];
                piece.get(some);
                all.writeBytes(some);
            }
            return all.toByteArray();
        }
    }

    private void assertTriedAgainLater(RawServer server) {
        assertThatThrownBy(() -> read(server, 0))
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        e -> assertThat(e.isTransient()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 O",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "not HTTP at all\r\n\r\n",
                "HTTP/1.1 two hundred OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nbytes",
                "HTTP/1.1 200 OK\r\nContent-Length: 15\r\nContent-Length: 16\r\n\r\nbytes of a blob",
                "HTTP/1.1 200 OK\r\nContent-Length: -15\r\n\r\nbytes of a blob",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbytes\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbytes\r\n0\r\n\r\n"
            })
    void answersThatCannotBeReadAreFailuresOfTheNetwork(String text) {
        try (RawServer server = RawServer.saying(text)) {
            assertTriedAgainLater(server);
        }
    }

    @Test
    void aHeaderWithoutEndIsBounded() {
        try (RawServer server = new RawServer((_, out, _) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1_000_000; i++) {
                out.write(("X-" + i + ": y\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        })) {
            assertTriedAgainLater(server);
        }
    }

    @Test
    void aServerThatNeverAnswersIsLeft() {
        try (RawServer server =
                new RawServer((_, _, connection) -> connection.getInputStream().read())) {
            assertTriedAgainLater(server);
        }
    }

    @Test
    void aServerThatNeverAnswersIsLeftAsANewConfigurationSays() {
        TransportSettings slow = TransportSettings.DEFAULTS.withPatience(Duration.ofHours(1));
        try (Remotes others = new Remotes(new RemoteSettings(List.of(), List.of(), "test", slow));
                RawServer server = new RawServer(
                        (_, _, connection) -> connection.getInputStream().read())) {
            others.reload(remotes.settings());
            assertThatThrownBy(() -> read(others, server, 0)).isInstanceOf(RegistryException.class);
        }
    }

    @Test
    void aBodyThatStopsIsLeft() {
        try (RawServer server = new RawServer((_, out, connection) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nbytes".getBytes(StandardCharsets.ISO_8859_1));
            connection.getInputStream().read();
        })) {
            assertTriedAgainLater(server);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n\r\nbytes of a blob",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbytes of a blob",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbytes\r\na\r\n of a blob\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 15\r\n\r\nbytes of a blob",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nbytes of a blob"
            })
    void bytesAreTakenAsTheyCome(String text) throws IOException {
        try (RawServer server = RawServer.saying(text)) {
            assertThat(read(server, 0)).isEqualTo(BYTES);
            assertThat(server.requests().getLast()).containsIgnoringCase("accept-encoding: identity\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 4-14/15",
                "Content-Range: bytes 5-13/15",
                "Content-Range: bytes 5-14/16",
                "Content-Range: bytes 5-14",
                "X-None: of it"
            })
    void aRangeThatWasNotAskedForIsReadFromTheStart(String range) throws IOException {
        try (RawServer server = new RawServer((request, out, _) -> {
            String text = request.contains("Range: bytes=5-")
                    ? "HTTP/1.1 206 Partial Content\r\nConnection: close\r\n" + range
                            + "\r\nContent-Length: 10\r\n\r\nother byte"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nbytes of a blob";
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        })) {
            assertThat(read(server, 5)).isEqualTo(BYTES);
        }
    }

    @Test
    void aCdnThatRefusesItsLinkIsAskedAgainByWayOfTheRegistry() {
        try (RawServer cdn = RawServer.saying("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                RawServer registry =
                        RawServer.saying("HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: http://"
                                + cdn.authority() + "/b\r\n\r\n")) {
            assertTriedAgainLater(registry);
        }
    }

    @Test
    void aCdnsChallengeGetsNoCredentials() {
        try (RawServer cdn = RawServer.saying(
                        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
                RawServer registry =
                        RawServer.saying("HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nLocation: http://"
                                + cdn.authority() + "/b\r\n\r\n")) {
            assertTriedAgainLater(registry);
            assertThat(cdn.requests()).hasSize(1).noneMatch(request -> request.contains("uthorization"));
        }
    }
}
