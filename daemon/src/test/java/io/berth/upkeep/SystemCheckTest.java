package io.berth.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.Audit.Finding;
import io.berth.content.ContentCheck;
import io.berth.index.Change;
import io.berth.index.ImageFacts;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.store.TestStore;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.DownloadSettings;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.upkeep.SystemCheck.Listener;
import io.berth.upkeep.SystemCheck.Outcome;
import io.berth.upkeep.SystemCheck.Summary;
import io.berth.upkeep.SystemCheck.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose image came from a registry, and both in every state. */
class SystemCheckTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final Jobs jobs = new Jobs();
    private final RandomImage image = new RandomImages(7).image();
    private final List<Outcome> outcomes = new ArrayList<>();

    @TempDir
    Path root;

    private TestStore store;
    private Downloads downloads;

    @BeforeEach
    void pulled() throws IOException {
        store = TestStore.open(root);
        downloads = new Downloads(store.content(), DownloadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        registry.with("1", image);
        add(registry.authority() + "/library/x");
    }

    private void add(String repository) throws IOException {
        Reference name = Reference.parse(repository + ":1");
        var job = store.index().beginJob("pull", "x");
        for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
            store.content().put(job, blob.getKey(), blob.getValue());
        }
        ImageFacts facts = withSource(image.facts(), repository);
        store.index()
                .apply(List.of(
                        new Change.PutImage(facts.id(), _ -> facts),
                        new Change.PutName(name, facts.id(), "pull"),
                        new Change.EndJob(job)));
    }

    @AfterEach
    void close() {
        downloads.close();
        remotes.close();
        store.close();
        registry.close();
    }

    private Summary check(boolean deep, boolean repair, String... peers) throws IOException {
        return checker(peers)
                .run(new Wish(deep, repair, 0, _ -> Credentials.anonymous()), listener(), new CancelToken());
    }

    private SystemCheck checker(String... peers) {
        return new SystemCheck(
                store.content().audit(), store.index(), store.content(), remotes, downloads, jobs, List.of(peers));
    }

    private Listener listener() {
        return new Listener() {
            @Override
            public void found(Finding finding, Outcome outcome) {
                outcomes.add(outcome);
            }

            @Override
            public void read(long bytes, long total) {
                assertThat(bytes).isLessThanOrEqualTo(total);
            }
        };
    }

    private void flipABitOf(Digest blob) throws IOException {
        Path file = store.blobFile(blob);
        assertThat(file.toFile().setWritable(true)).isTrue();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 8;
        Files.write(file, bytes);
    }

    private void flipABitOfEach() throws IOException {
        for (Descriptor blob : image.blobs().keySet()) {
            flipABitOf(blob.digest());
        }
    }

    private void assertSound() throws IOException {
        for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
            assertThat(Files.readAllBytes(store.blobFile(blob.getKey().digest())))
                    .isEqualTo(blob.getValue());
        }
        assertThat(check(true, false).faults()).isZero();
        assertThat(ContentCheck.faults(root)).isEmpty();
        assertThat(root.resolve("content/quarantine")).isEmptyDirectory();
    }

    @Test
    void aSoundStoreIsReadWhole() throws IOException {
        long bytes =
                image.blobs().values().stream().mapToLong(blob -> blob.length).sum();
        assertThat(check(true, false)).isEqualTo(new Summary(image.blobs().size(), bytes, 0, 0));
        assertThat(check(false, false).bytes()).isZero();
    }

    @Test
    void everyKindOfBlobIsHealedFromItsRegistry() throws IOException {
        flipABitOfEach();
        int blobs = image.blobs().size();
        Summary summary = check(true, true);
        assertThat(List.of(summary.faults(), summary.repaired())).containsExactly((long) blobs, (long) blobs);
        assertThat(outcomes).extracting(Outcome::from).containsOnly(registry.authority() + "/library/x");
        assertSound();
    }

    @Test
    void withoutRepairADamagedBlobIsPutAsideAndAnotherCheckHealsIt() throws IOException {
        flipABitOfEach();
        assertThat(check(true, false).repaired()).isZero();
        assertThat(outcomes).containsOnly(Outcome.UNASKED);
        assertThat(check(false, true).repaired()).isEqualTo(image.blobs().size());
        assertSound();
    }

    @Test
    void aPeerHelpsWhereTheRegistryHasItNoMore() throws IOException {
        flipABitOfEach();
        registry.fault(_ -> FakeRegistry.status(404));
        assertThat(check(true, true).repaired()).isZero();
        assertThat(outcomes.getFirst().reason()).startsWith(registry.authority() + "/library/x: ");
        try (FakeRegistry peer = new FakeRegistry().with("1", image)) {
            assertThat(check(false, true, peer.authority()).repaired())
                    .isEqualTo(image.blobs().size());
            assertThat(outcomes.getLast().from()).startsWith(peer.authority() + '/');
        }
        assertSound();
    }

    private ImageFacts withSource(ImageFacts facts, String source) {
        return new ImageFacts(facts.target(), facts.manifests(), facts.closure(), List.of(Repository.parse(source)));
    }

    @Test
    void whatNobodyHasStaysAsideAndIsTold() throws IOException {
        Digest lost = image.blobs().keySet().iterator().next().digest();
        flipABitOf(lost);
        registry.fault(_ -> FakeRegistry.status(404));
        assertThat(check(true, true))
                .extracting(Summary::faults, Summary::repaired)
                .containsExactly(1L, 0L);
        assertThat(outcomes.getFirst().reason()).isNotEmpty();
        assertThat(store.index().blob(lost)).get().extracting("state").isEqualTo("QUARANTINED");
    }

    @Test
    void aRegistryThatSendsOtherBytesHealsNothing() throws IOException {
        Digest hurt = image.blobs().keySet().iterator().next().digest();
        flipABitOf(hurt);
        registry.fault(request -> request.getTarget().contains(hurt.hex())
                ? FakeRegistry.json("{\"these are\": \"other bytes\"}")
                : null);
        assertThat(check(true, true).repaired()).isZero();
        assertThat(store.blobFile(hurt)).doesNotExist();
    }

    @Test
    void oneCheckRunsAtATimeAndIsAJob() throws IOException {
        SystemCheck check = checker();
        Wish wish = new Wish(true, false, 0, _ -> Credentials.anonymous());
        Listener second = new Listener() {
            @Override
            public void found(Finding finding, Outcome outcome) {}

            @Override
            public void read(long bytes, long total) {
                assertThat(jobs.list()).extracting("kind").containsExactly("check");
                assertThatThrownBy(() -> check.run(wish, this, new CancelToken()))
                        .isInstanceOf(Conflict.class)
                        .hasMessage("a check is already running");
            }
        };
        assertThat(check.run(wish, second, new CancelToken()).faults()).isZero();
        assertThat(jobs.list()).isEmpty();
    }

    @Test
    void aCancelledCheckEnds() {
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        Wish wish = new Wish(true, false, 1, _ -> Credentials.anonymous());
        assertThatThrownBy(() -> checker().run(wish, listener(), cancel)).isInstanceOf(Unavailable.class);
    }
}
