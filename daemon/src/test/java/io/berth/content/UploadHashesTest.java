package io.berth.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.UploadHashes.Hashed;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UploadHashesTest {
    private final UploadHashes hashes = new UploadHashes();

    private void remember(int upload) {
        Hashed hashed = new Hashed(upload, Digest.Algorithm.SHA256.hash(), Instant.EPOCH);
        hashes.remember("upload-" + upload, hashed);
    }

    @Test
    void soManyAreRememberedAndBeyondThemTheOldestGoes() {
        for (int upload = 0; upload < Limits.UPLOAD_HASHES_MAX; upload++) {
            remember(upload);
        }
        assertThat(hashes.isIdle("upload-0", Instant.EPOCH)).isFalse();
        remember(Limits.UPLOAD_HASHES_MAX);
        assertThat(hashes.recall("upload-0")).isNull();
        assertThat(hashes.recall("upload-1")).isNotNull();
        assertThat(hashes.recall("upload-" + Limits.UPLOAD_HASHES_MAX)).isNotNull();
    }

    @Test
    void hashIsHandedOverOnce() {
        remember(5);
        assertThat(hashes.recall("upload-5")).extracting(Hashed::bytes).isEqualTo(5L);
        assertThat(hashes.recall("upload-5")).isNull();
    }

    @Test
    void uploadIsIdleWhereNoByteOfItCameSince() {
        remember(1);
        assertThat(hashes.isIdle("upload-1", Instant.EPOCH)).isFalse();
        assertThat(hashes.isIdle("upload-1", Instant.EPOCH.plusSeconds(1))).isTrue();
        assertThat(hashes.isIdle("upload-2", Instant.EPOCH)).isTrue();
    }
}
