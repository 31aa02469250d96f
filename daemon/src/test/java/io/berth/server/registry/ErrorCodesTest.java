package io.berth.server.registry;

import static io.berth.server.registry.RegistryRig.OCI;
import static io.berth.server.registry.RegistryRig.bytes;
import static io.berth.server.registry.RegistryRig.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.registry.Access;
import io.berth.registry.Access.Verdict;
import io.berth.registry.Access.Wish;
import io.berth.server.registry.RegistryRig.Answer;
import io.berth.store.FaultyDisk;
import io.berth.testing.JudgingAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every code of an error is given to a client that asks for it; a new one does not compile until it is shown here. */
class ErrorCodesTest {
    private static final byte[] CONFIG = bytes("{}");
    private static final Digest MISSING = Digest.of(bytes("missing"));

    /**
     * Strangers are asked who they are in {@code closed}, nobody is let into {@code denied}, and who may be let into
     * {@code elsewhere} is known by somebody who is out of reach.
     */
    private static final Access DOORKEEPER = new JudgingAccess(wish -> switch (wish) {
        case Wish.On on when on.repository().toString().equals("closed") -> Verdict.UNPROVEN;
        case Wish.On on when on.repository().toString().equals("denied") -> Verdict.DENIED;
        case Wish.On on
        when on.repository().toString().equals("elsewhere") ->
            throw new Unavailable(Subject.REGISTRY, "try again later");
        case Wish.On _, Wish.Greeting _, Wish.Catalog _ -> Verdict.ALLOWED;
    });

    private FaultyDisk disk;
    private RegistryRig rig;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        disk = new FaultyDisk(Files.createDirectory(root.resolve("shadow")));
        rig = new RegistryRig(Files.createDirectory(root.resolve("store")), DOORKEEPER, disk);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource
    void itIsGivenWithItsStatus(ErrorCode code) throws IOException {
        assertThat(provoke(code).error()).isEqualTo(code.status() + " " + code);
    }

    /** 503 would be the plain code, and no client of it prints the words. */
    @Test
    void whatAFullDiskHasNoRoomForIsDenied() {
        rig.push("a", CONFIG);
        String place = rig.begin("a");
        disk.full(true);
        for (Answer answer : List.of(
                rig.ask("PATCH", place, CONFIG),
                rig.ask("PUT", place + "?digest=" + Digest.of(CONFIG), CONFIG),
                rig.ask("POST", "/v2/a/blobs/uploads/?digest=" + MISSING, CONFIG),
                rig.put("a", "v1", manifest("", CONFIG), OCI))) {
            assertThat(answer.error()).isEqualTo("403 DENIED");
            assertThat(answer.text()).contains("no space left on device: need ");
        }
        assertThat(rig.ask("GET", "/v2/a/manifests/v1").status()).isEqualTo(404);
    }

    private Answer provoke(ErrorCode code) throws IOException {
        return switch (code) {
            case BLOB_UNKNOWN -> rig.ask("GET", "/v2/a/blobs/" + MISSING);
            case BLOB_UPLOAD_INVALID -> rig.ask("PATCH", "/v2/a/blobs/uploads/xyz", CONFIG);
            case BLOB_UPLOAD_UNKNOWN -> rig.ask("PATCH", "/v2/a/blobs/uploads/" + "0".repeat(32), CONFIG);
            case DIGEST_INVALID -> rig.ask("PUT", rig.begin("a") + "?digest=" + MISSING, CONFIG);
            case MANIFEST_BLOB_UNKNOWN -> rig.put("a", "v1", manifest("", CONFIG), OCI);
            case MANIFEST_INVALID -> rig.put("a", "v1", bytes("nonsense"), OCI);
            case MANIFEST_UNKNOWN -> rig.ask("GET", "/v2/a/manifests/v1");
            case NAME_INVALID -> rig.ask("GET", "/v2/" + "a/".repeat(2500) + "b/tags/list");
            case NAME_UNKNOWN -> rig.ask("GET", "/v2/a/tags/list");
            case SIZE_INVALID -> rig.ask("PATCH", rig.begin("a"), CONFIG, "Content-Range", "0-9");
            case UNAUTHORIZED -> rig.ask("GET", "/v2/closed/tags/list");
            case DENIED -> rig.ask("GET", "/v2/denied/tags/list");
            case UNSUPPORTED -> rig.ask("PUT", "/v2/a/tags/list");
            case TOOMANYREQUESTS -> oneUploadTooMany();
            case TAG_INVALID -> rig.put("a", "-v1", manifest("", CONFIG), OCI);
            case RANGE_INVALID -> rig.ask("PATCH", rig.begin("a"), CONFIG, "Content-Range", "5-6");
            case PAGINATION_NUMBER_INVALID -> rig.ask("GET", "/v2/_catalog?n=-1");
            case UNAVAILABLE -> rig.ask("GET", "/v2/elsewhere/tags/list");
            case UNKNOWN -> ofABlobWhoseFileIsGone();
        };
    }

    private Answer oneUploadTooMany() {
        for (int i = 0; i < Limits.UPLOADS_MAX; i++) {
            rig.store.content().uploads().begin(new RepositoryName("a"));
        }
        return rig.ask("POST", "/v2/a/blobs/uploads/");
    }

    private Answer ofABlobWhoseFileIsGone() throws IOException {
        Digest digest = rig.push("a", CONFIG);
        Files.delete(rig.store.blobFile(digest));
        return rig.ask("GET", "/v2/a/blobs/" + digest);
    }
}
