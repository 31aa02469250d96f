package io.berth.server.registry;

import static io.berth.server.registry.RegistryRig.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.registry.Access;
import io.berth.server.registry.RegistryRig.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs of repositories, in and out. */
class BlobsTest {
    private static final byte[] BLOB = bytes("0123456789");
    private static final Digest DIGEST = Digest.of(BLOB);

    @TempDir
    Path root;

    private RegistryRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new RegistryRig(root, Access.OPEN);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(rig.faults()).isEmpty();
        rig.close();
    }

    @Test
    void theRegistrySaysWhatItIs() {
        for (String path : new String[] {"/v2/", "/v2"}) {
            Answer answer = rig.ask("GET", path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{}");
            assertThat(answer.header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
        }
        assertThat(rig.ask("HEAD", "/v2/").status()).isEqualTo(200);
    }

    @Test
    void aBlobThatWasPushedInOnePutIsServed() {
        rig.push("a/b", BLOB);
        Answer answer = rig.ask("GET", "/v2/a/b/blobs/" + DIGEST);
        assertThat(answer.bytes()).isEqualTo(BLOB);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
        assertThat(answer.header("ETag")).isEqualTo('"' + DIGEST.toString() + '"');
        Answer head = rig.ask("HEAD", "/v2/a/b/blobs/" + DIGEST);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("10");
    }

    @ParameterizedTest
    @ValueSource(ints = {32767, 32768, 32769, 65536, 262145})
    void aBlobThatComesInPiecesIsWhole(int size) {
        byte[] blob = new byte[size];
        new Random(size).nextBytes(blob);
        Digest digest = Digest.of(blob);
        assertThat(rig.ask("PUT", rig.begin("a") + "?digest=" + digest, blob).status())
                .isEqualTo(201);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + digest).bytes()).isEqualTo(blob);
    }

    @Test
    void anEmptyBlobIsServed() {
        Digest empty = rig.push("a", new byte[0]);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + empty).bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 206, 0123, bytes 0-3/10",
        "bytes=4-, 206, 456789, bytes 4-9/10",
        "bytes=-2, 206, 89, bytes 8-9/10",
        "bytes=-99, 206, 0123456789, bytes 0-9/10",
        "bytes=8-99, 206, 89, bytes 8-9/10",
        "bytes=3-2, 200, 0123456789, ''",
        "bytes=0-1;3-4, 200, 0123456789, ''",
        "lines=0-1, 200, 0123456789, ''"
    })
    void rangesAreServed(String range, int status, String body, String contentRange) {
        rig.push("a", BLOB);
        for (int i = 0; i < 2; i++) {
            // The second time the blob is known without the index.
            Answer answer = rig.ask("GET", "/v2/a/blobs/" + DIGEST, "Range", range);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo(body);
            assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        }
    }

    @Test
    void aRangeBehindTheEndIsRefused() {
        rig.push("a", BLOB);
        for (int i = 0; i < 2; i++) {
            Answer answer = rig.ask("GET", "/v2/a/blobs/" + DIGEST, "Range", "bytes=10-");
            assertThat(answer.error()).isEqualTo("416 RANGE_INVALID");
            assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
        }
    }

    @Test
    void whoHasItAlreadyIsTold() {
        rig.push("a", BLOB);
        String path = "/v2/a/blobs/" + DIGEST;
        String tag = '"' + DIGEST.toString() + '"';
        assertThat(rig.ask("GET", path, "If-None-Match", "\"x\", " + tag).status())
                .isEqualTo(304);
        assertThat(rig.ask("HEAD", path, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(rig.ask("GET", path, "If-None-Match", "\"x\"").status()).isEqualTo(200);
        assertThat(rig.ask("GET", path, "If-Range", "\"x\"", "Range", "bytes=1-2")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotInTheRepositoryIsUnknownThoughTheStoreHasIt() {
        rig.push("a", BLOB);
        assertThat(rig.ask("GET", "/v2/b/blobs/" + DIGEST).error()).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(rig.ask("HEAD", "/v2/b/blobs/" + DIGEST).status()).isEqualTo(404);
        assertThat(rig.ask("GET", "/v2/a/blobs/sha256:12").error()).isEqualTo("400 DIGEST_INVALID");
    }

    @Test
    void chunksFollowEachOther() {
        String place = rig.begin("a");
        Answer first = rig.ask("PATCH", place, bytes("0123"), "Content-Range", "0-3");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Range")).isEqualTo("0-3");
        Answer again = rig.ask("PATCH", place, bytes("0123"), "Content-Range", "0-3");
        assertThat(again.error()).isEqualTo("416 RANGE_INVALID");
        assertThat(again.header("Range")).isEqualTo("0-3");
        assertThat(again.header("Location")).isEqualTo(place);
        assertThat(rig.ask("PATCH", place, bytes("6"), "Content-Range", "6-6").error())
                .isEqualTo("416 RANGE_INVALID");
        assertThat(rig.ask("PATCH", place, bytes("45"), "Content-Range", "4-9").error())
                .isEqualTo("400 SIZE_INVALID");
        assertThat(rig.ask("PATCH", place, bytes("45"), "Content-Range", "nonsense")
                        .error())
                .isEqualTo("416 RANGE_INVALID");
        assertThat(rig.ask("PATCH", place, bytes("456")).header("Range")).isEqualTo("0-6");
        assertThat(rig.ask("GET", place).header("Range")).isEqualTo("0-6");
        assertThat(rig.ask("PUT", place + "?digest=" + DIGEST, bytes("789"), "Content-Range", "7-9")
                        .status())
                .isEqualTo(201);
        assertThat(rig.ask("GET", place).error()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(rig.ask("GET", "/v2/a/blobs/" + DIGEST).bytes()).isEqualTo(BLOB);
    }

    @Test
    void oneRequestCanPushABlob() {
        Answer done = rig.ask("POST", "/v2/a/blobs/uploads/?digest=" + DIGEST, BLOB);
        assertThat(done.status()).isEqualTo(201);
        assertThat(done.header("Location")).isEqualTo("/v2/a/blobs/" + DIGEST);
        assertThat(rig.ask("POST", "/v2/a/blobs/uploads/?digest=" + DIGEST, bytes("x"))
                        .error())
                .isEqualTo("400 DIGEST_INVALID");
    }

    @Test
    void bothKindsOfDigestAreTaken() {
        Digest.Algorithm sha512 = Digest.Algorithm.SHA512;
        Digest digest = Digest.of(sha512, sha512.hash().digest(BLOB));
        String place = rig.begin("a");
        assertThat(rig.ask("PATCH", place, BLOB).status()).isEqualTo(202);
        assertThat(rig.ask("PUT", place + "?digest=" + digest).status()).isEqualTo(201);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + digest).bytes()).isEqualTo(BLOB);
    }

    @Test
    void aWrongDigestEndsTheUpload() {
        String place = rig.begin("a");
        assertThat(rig.ask("PUT", place + "?digest=" + DIGEST, bytes("others")).error())
                .isEqualTo("400 DIGEST_INVALID");
        assertThat(rig.ask("GET", place).error()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(rig.ask("HEAD", "/v2/a/blobs/" + DIGEST).status()).isEqualTo(404);
    }

    @Test
    void anUploadNeedsADigestAtItsEnd() {
        String place = rig.begin("a");
        assertThat(rig.ask("PUT", place, BLOB).error()).isEqualTo("400 DIGEST_INVALID");
        assertThat(rig.ask("PUT", place + "?digest=md5:1", BLOB).error()).isEqualTo("400 DIGEST_INVALID");
        assertThat(rig.ask("GET", place).status()).isEqualTo(204);
    }

    @Test
    void uploadsAreCancelled() {
        String place = rig.begin("a");
        rig.ask("PATCH", place, BLOB);
        assertThat(rig.ask("DELETE", place).status()).isEqualTo(204);
        assertThat(rig.ask("DELETE", place).error()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(rig.ask("PATCH", place, BLOB).error()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void anotherRepositorysUploadIsUnknown() {
        String place = rig.begin("a");
        assertThat(rig.ask("GET", place.replace("/a/", "/b/")).error()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(rig.ask("GET", "/v2/a/blobs/uploads/xyz").error()).isEqualTo("404 BLOB_UPLOAD_INVALID");
    }

    @Test
    void aClientThatStopsHalfWayContinuesWhereItStopped() throws IOException {
        byte[] large = new byte[600_000];
        new Random(1).nextBytes(large);
        String place = rig.begin("a");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes("PATCH " + place + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\n"));
            out.write(large, 0, 300_000);
            while (offset(place) < 2) {
                // until the daemon has some of them
            }
        }
        int status;
        do { // until it has seen that the connection has ended
            int here = offset(place);
            byte[] rest = Arrays.copyOfRange(large, here, large.length);
            status = rig.ask("PATCH", place, rest, "Content-Range", here + "-" + (large.length - 1))
                    .status();
        } while (status != 202);
        assertThat(rig.ask("PUT", place + "?digest=" + Digest.of(large)).status())
                .isEqualTo(201);
    }

    @Test
    void aConnectionThatIsDeadForItsClientAloneDoesNotHoldTheUpload() throws IOException {
        byte[] large = new byte[600_000];
        new Random(1).nextBytes(large);
        int half = 256 << 10;
        String place = rig.begin("a");
        try (Socket dead = new Socket(InetAddress.getLoopbackAddress(), rig.port)) {
            OutputStream out = dead.getOutputStream();
            out.write(bytes("PATCH " + place + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\n"));
            out.write(large, 0, half);
            while (offset(place) < half) {
                // until the daemon has them
            }
            byte[] rest = Arrays.copyOfRange(large, half, large.length);
            assertThat(rig.ask("PUT", place + "?digest=" + Digest.of(large), rest, "Content-Range", half + "-599999")
                            .status())
                    .isEqualTo(201);
            assertThat(new String(dead.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 429");
        }
        assertThat(rig.ask("GET", "/v2/a/blobs/" + Digest.of(large)).bytes()).isEqualTo(large);
    }

    private int offset(String place) {
        return Integer.parseInt(rig.ask("GET", place).header("Range").substring(2)) + 1;
    }

    @Test
    void aBlobIsMountedFromAnyRepositoryThatMayBeRead() {
        rig.push("a", BLOB);
        assertThat(rig.ask("POST", "/v2/b/blobs/uploads/?mount=" + DIGEST + "&from=a")
                        .status())
                .isEqualTo(201);
        Answer anywhere = rig.ask("POST", "/v2/c/blobs/uploads/?mount=" + DIGEST);
        assertThat(anywhere.status()).isEqualTo(201);
        assertThat(anywhere.header("Location")).isEqualTo("/v2/c/blobs/" + DIGEST);
        assertThat(rig.ask("GET", "/v2/b/blobs/" + DIGEST).bytes()).isEqualTo(BLOB);
        Digest other = Digest.of(bytes("other"));
        assertThat(rig.ask("POST", "/v2/b/blobs/uploads/?mount=" + other + "&from=a")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aBlobOfALocalImageIsMounted() throws IOException {
        byte[] layer = bytes("layer of an image");
        rig.store.pull("one", List.of(layer));
        assertThat(rig.ask("GET", "/v2/a/blobs/" + Digest.of(layer)).status()).isEqualTo(404);
        assertThat(rig.ask("POST", "/v2/a/blobs/uploads/?mount=" + Digest.of(layer))
                        .status())
                .isEqualTo(201);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + Digest.of(layer)).bytes()).isEqualTo(layer);
    }

    @Test
    void aBlobOfALocalImageNeedNotBeSent() throws IOException {
        byte[] layer = bytes("layer of an image");
        byte[] config = bytes("{}");
        rig.store.pull("one", List.of(layer, config));
        assertThat(rig.ask("HEAD", "/v2/a/blobs/" + Digest.of(layer)).status()).isEqualTo(200);
        byte[] manifest = RegistryRig.manifest("", config, layer);
        assertThat(rig.put("a", "v1", manifest, RegistryRig.OCI).status()).isEqualTo(201);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + Digest.of(layer)).bytes()).isEqualTo(layer);
    }

    @Test
    void aBlobThatNothingNamesIsDeleted() throws IOException {
        rig.push("a", BLOB);
        assertThat(rig.ask("DELETE", "/v2/a/blobs/" + DIGEST).status()).isEqualTo(202);
        assertThat(rig.ask("DELETE", "/v2/a/blobs/" + DIGEST).error()).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(rig.store.index().images().totals().blobs()).isZero();
    }

    @Test
    void pathsAndMethodsThatAreNotThereAreErrorsOfThisApi() {
        assertThat(rig.ask("GET", "/v2/nothing/here").error()).isEqualTo("404 NAME_UNKNOWN");
        assertThat(rig.ask("GET", "/info").error()).isEqualTo("404 NAME_UNKNOWN");
        assertThat(rig.ask("PUT", "/v2/a/tags/list").error()).isEqualTo("405 UNSUPPORTED");
        assertThat(rig.ask("OPTIONS", "/v2/").error()).isEqualTo("405 UNSUPPORTED");
        assertThat(rig.ask("GET", "/v2/", "Origin", "http://evil.example").error())
                .isEqualTo("403 DENIED");
    }

    @ParameterizedTest
    @CsvSource({"A", "a//b", "-a", "a/", "a..b", "_a"})
    void namesAreChecked(String name) {
        assertThat(rig.ask("POST", "/v2/" + name + "/blobs/uploads/").error()).isEqualTo("400 NAME_INVALID");
    }

    @Test
    void longNamesAreRefused() {
        String longest = "a".repeat(io.berth.oci.RepositoryName.LENGTH_MAX);
        assertThat(rig.ask("POST", "/v2/" + longest + "/blobs/uploads/").status())
                .isEqualTo(202);
        assertThat(rig.ask("POST", "/v2/a" + longest + "/blobs/uploads/").error())
                .isEqualTo("400 NAME_INVALID");
        assertThat(rig.ask("GET", "/v2/" + "a/".repeat(2500) + "b/tags/list").error())
                .isEqualTo("400 NAME_INVALID");
    }
}
