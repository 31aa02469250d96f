package io.berth.image;

import static io.berth.store.TestStore.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.JobId;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.store.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that a daemon filled which did not write down what images are about, in the database's eighth format. */
class SubjectsTest {
    private static final Digest ABOUT = Digest.of(bytes("an image"));
    private static final byte[] MANIFEST = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
            + "\",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_EMPTY + "\",\"digest\":\"" + Digest.of(bytes("{}"))
            + "\",\"size\":2},\"layers\":[],\"subject\":{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
            + "\",\"digest\":\"" + ABOUT + "\",\"size\":8}}");

    @TempDir
    private Path root;

    private void formerly() throws IOException, SQLException {
        try (TestStore store = TestStore.open(root)) {
            Descriptor target = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(MANIFEST), MANIFEST.length);
            ManifestFacts facts =
                    new ManifestFacts(target, true, Kind.UNKNOWN, Platform.host(), null, null, Map.of(), 2, null);
            JobId job = store.index().beginJob("test", "artifact");
            store.content().put(job, target, MANIFEST);
            store.index()
                    .apply(List.of(
                            new Change.PutImage(
                                    target.digest(),
                                    _ -> new ImageFacts(target, List.of(facts), Set.of(target.digest()), List.of())),
                            new Change.EndJob(job)));
            store.pull("no manifest at all", List.of(bytes("x")), "odd:1");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve("berth.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "ALTER TABLE cache_entry DROP COLUMN rule; DROP INDEX owner_cache; DROP INDEX owner_undo;"
                            + " CREATE INDEX owner_kind ON owner(kind) WHERE kind <> 'IMAGE'; PRAGMA user_version = 8");
        }
    }

    private List<Digest> about(TestStore store) {
        return store.index().images().bySubject(ABOUT).stream().map(Image::id).toList();
    }

    private static void fill(TestStore store) throws IOException {
        Subjects.fill(store.index(), store.index().subjectGap(), store.content());
    }

    @Test
    void whatItsImagesAreAboutIsReadFromTheirManifestsOnce() throws IOException, SQLException {
        formerly();
        try (TestStore store = TestStore.open(root)) {
            assertThat(about(store)).isEmpty();
            fill(store);
            assertThat(about(store)).containsExactly(Digest.of(MANIFEST));
            assertThat(store.index().images().byCreated()).hasSize(2);
        }
        try (TestStore store = TestStore.open(root)) {
            assertThat(about(store)).containsExactly(Digest.of(MANIFEST));
            assertThat(store.index().subjectGap().isOpen()).isFalse();
        }
    }

    @Test
    void itIsReadAtTheNextStartWhereThisOneEndedBefore() throws IOException, SQLException {
        formerly();
        TestStore.open(root).close();
        try (TestStore store = TestStore.open(root)) {
            fill(store);
            assertThat(about(store)).containsExactly(Digest.of(MANIFEST));
        }
    }

    @Test
    void newStoreHasNothingToFillIn() throws IOException {
        try (TestStore store = TestStore.open(root)) {
            assertThat(store.index().subjectGap().isOpen()).isFalse();
        }
    }
}
