package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.EventBus;
import io.berth.index.IndexOptions;
import io.berth.index.SqliteIndex;
import io.berth.index.UploadLog;
import io.berth.io.Disk;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadLogTest {
    private static final Repository REPOSITORY = Repository.parse("registry.test/x");

    @TempDir
    private Path root;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private SqliteIndex open() throws IOException {
        return SqliteIndex.open(root, new EventBus(), new IndexOptions(Disk.REAL, () -> now, Duration.ofHours(1)));
    }

    private static Digest digest(int number) {
        return Digest.of(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    private static URI location(int length) {
        return URI.create("http://r/" + "x".repeat(length - 9));
    }

    @Test
    void placeIsFoundAfterARestart() throws IOException {
        try (SqliteIndex log = open()) {
            log.uploads().put(REPOSITORY, digest(1), location(20));
            log.uploads().put(REPOSITORY, digest(1), location(21));
        }
        try (SqliteIndex log = open()) {
            assertThat(log.uploads().find(REPOSITORY, digest(1))).contains(location(21));
            assertThat(log.uploads().find(Repository.parse("registry.test/y"), digest(1)))
                    .isEmpty();
            log.uploads().drop(REPOSITORY, digest(1));
            log.uploads().drop(REPOSITORY, digest(1));
            assertThat(log.uploads().find(REPOSITORY, digest(1))).isEmpty();
        }
    }

    /** Each push of a blob that is there already says that its upload is over. */
    @Test
    void dropOfWhatIsNotNotedChangesNothing() throws IOException {
        try (SqliteIndex log = open()) {
            long before = log.images().version();
            log.uploads().drop(REPOSITORY, digest(1));
            assertThat(log.images().version()).isEqualTo(before);
        }
    }

    @Test
    void placeGrowsTooOld() throws IOException {
        try (SqliteIndex log = open()) {
            log.uploads().put(REPOSITORY, digest(1), location(20));
            now = now.plus(Limits.SENDING_AGE_MAX).minusSeconds(1);
            assertThat(log.uploads().find(REPOSITORY, digest(1))).isPresent();
            now = now.plus(Duration.ofSeconds(1));
            assertThat(log.uploads().find(REPOSITORY, digest(1))).isEmpty();
        }
    }

    @Test
    void oldestGoWhereThereAreTooMany() throws IOException {
        try (SqliteIndex index = open()) {
            UploadLog log = index.uploads();
            for (int i = 0; i <= Limits.SENDING_MAX; i++) {
                now = now.plusSeconds(1);
                log.put(REPOSITORY, digest(i), location(20));
            }
            assertThat(log.find(REPOSITORY, digest(0))).isEmpty();
            assertThat(log.find(REPOSITORY, digest(1))).isPresent();
            assertThat(log.find(REPOSITORY, digest(Limits.SENDING_MAX))).isPresent();
        }
    }

    @Test
    void longAddressesAreNotKept() throws IOException {
        try (SqliteIndex log = open()) {
            log.uploads().put(REPOSITORY, digest(1), location(Limits.SENDING_LOCATION_LENGTH_MAX));
            assertThat(log.uploads().find(REPOSITORY, digest(1))).isPresent();
            log.uploads().put(REPOSITORY, digest(1), location(Limits.SENDING_LOCATION_LENGTH_MAX + 1));
            assertThat(log.uploads().find(REPOSITORY, digest(1))).isEmpty();
        }
    }
}
