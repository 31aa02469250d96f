package io.berth.server.registry;

import static io.berth.server.registry.RegistryRig.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.registry.Access;
import io.berth.server.registry.RegistryRig.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that are asked for again: without the index, and from memory. */
class BlobsAgainTest {
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
    void whatIsAskedForAgainIsServedAgain() {
        rig.push("a/b", BLOB);
        String path = "/v2/a/b/blobs/" + DIGEST;
        for (int i = 0; i < 3; i++) {
            Answer answer = rig.ask("GET", path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.bytes()).isEqualTo(BLOB);
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
            assertThat(rig.ask("HEAD", path).header("Content-Length")).isEqualTo("10");
            assertThat(rig.ask("HEAD", "/v2/other/blobs/" + DIGEST).status()).isEqualTo(404);
        }
        Answer beside = rig.ask("GET", path + "?ns=other.test");
        assertThat(beside.error()).isEqualTo("404 BLOB_UNKNOWN");
    }

    @Test
    void whatWasDeletedIsNotServedFromMemory() {
        rig.push("a", BLOB);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + DIGEST).status()).isEqualTo(200);
        assertThat(rig.ask("DELETE", "/v2/a/blobs/" + DIGEST).status()).isEqualTo(202);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + DIGEST).error()).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(rig.ask("HEAD", "/v2/a/blobs/" + DIGEST).status()).isEqualTo(404);
    }

    @Test
    void damageThatIsFoundInMemoryIsNotKeptThere() throws IOException {
        rig.push("a", BLOB);
        String path = "/v2/a/blobs/" + DIGEST;
        assertThat(rig.ask("GET", path).bytes()).isEqualTo(BLOB);
        Path file = rig.store.blobFile(DIGEST);
        Files.delete(file);
        Files.write(file, bytes("012345678x"));
        for (int i = 0; i < 3; i++) {
            assertThat(rig.ask("GET", path).text()).isEqualTo("012345678x");
        }
        Files.write(file, BLOB);
        assertThat(rig.ask("GET", path).bytes()).isEqualTo(BLOB);
    }

    @Test
    void aBlobInMemoryIsServedWholeWhateverBecomesOfItsFile() throws IOException {
        rig.push("a", BLOB);
        String path = "/v2/a/blobs/" + DIGEST;
        for (int i = 0; i < 3; i++) {
            assertThat(rig.ask("GET", path).bytes()).isEqualTo(BLOB);
        }
        Path file = rig.store.blobFile(DIGEST);
        Files.delete(file);
        assertThat(rig.ask("GET", path).bytes()).isEqualTo(BLOB);
        Files.write(file, BLOB); // so that nothing is wrong in the end
    }

    @Test
    void damageIsSeenWhereTheBlobIsKnown() throws IOException {
        rig.push("a", BLOB);
        String path = "/v2/a/blobs/" + DIGEST;
        assertThat(rig.ask("GET", path).status()).isEqualTo(200);
        Path file = rig.store.blobFile(DIGEST);
        Files.delete(file);
        Files.write(file, bytes("short"));
        assertThat(rig.ask("GET", path).status()).isEqualTo(500);
        assertThat(rig.ask("GET", path).error()).isEqualTo("404 BLOB_UNKNOWN");
        rig.push("a", BLOB); // so that nothing is wrong in the end
    }
}
