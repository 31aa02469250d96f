package io.berth.image;

import static io.berth.store.TestStore.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Change;
import io.berth.index.ImageFacts;
import io.berth.index.JobId;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.store.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferralTest {
    private static final Digest IMAGE = Digest.of(bytes("an image"));
    private static final Repository HOME = Repository.parse("registry.test/x");

    private TestStore store;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** An artifact about something, with these names. */
    private Digest artifact(int number, Digest subject, String... names) throws IOException {
        byte[] config = bytes("{}");
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"n\":" + number
                + ",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_EMPTY + "\",\"digest\":\"" + Digest.of(config)
                + "\",\"size\":2},\"layers\":[],\"subject\":{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                + "\",\"digest\":\"" + subject + "\",\"size\":8}}");
        Descriptor target = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length);
        JobId job = store.index().beginJob("test", "artifact");
        store.content().put(job, target, manifest);
        store.content().put(job, Descriptor.of(MediaTypes.OCI_EMPTY, Digest.of(config), 2), config);
        ManifestFacts facts = new ManifestFacts(
                target, true, Kind.UNKNOWN, Platform.host(), Digest.of(config), null, Map.of(), 2, null);
        List<Change> steps = new ArrayList<>();
        steps.add(new Change.PutImage(
                target.digest(),
                _ -> new ImageFacts(
                        target,
                        List.of(facts),
                        Set.of(target.digest(), Digest.of(config)),
                        List.of(),
                        List.of(),
                        subject)));
        for (String name : names) {
            steps.add(new Change.PutName(Reference.parse(name), target.digest(), "test"));
        }
        steps.add(new Change.EndJob(job));
        store.index().apply(steps);
        return target.digest();
    }

    private List<Referral> found() {
        Referral.Found found = Referral.of(store.index().images(), Set.of(HOME), Set.of(IMAGE));
        assertThat(found.isMore()).isFalse();
        return found.referrals();
    }

    @Test
    void artifactAboutTheImageAndOneAboutThatGoAlong() throws IOException {
        Digest list = artifact(1, IMAGE);
        Digest signature = artifact(2, list);
        artifact(3, Digest.of(bytes("another image")));
        assertThat(found().stream().map(one -> one.artifact().id())).containsExactlyInAnyOrder(list, signature);
        assertThat(found()).allMatch(one -> one.tag() == null);
    }

    @Test
    void signatureIsKnownByItsTagInARepositoryOfTheImage() throws IOException {
        Digest other = Digest.of(bytes("another image"));
        String tag = "sha256-" + IMAGE.hex() + ".sig";
        Digest signature = artifact(1, other, "registry.test/x:" + tag);
        artifact(2, other, "elsewhere.test/x:" + tag);
        assertThat(found()).singleElement().satisfies(one -> {
            assertThat(one.artifact().id()).isEqualTo(signature);
            assertThat(one.tag()).isEqualTo(tag);
        });
    }

    @Test
    void noFileIsOpenedToFindThem() throws IOException {
        Digest list = artifact(1, IMAGE);
        Digest other = artifact(2, Digest.of(bytes("another image")));
        for (Digest artifact : List.of(list, other)) {
            Files.delete(store.blobFile(artifact));
        }
        assertThat(found()).extracting(one -> one.artifact().id()).containsExactly(list);
    }

    @Test
    void aTagThatOnlyBeginsLikeASignaturesTiesNothing() throws IOException {
        Digest other = Digest.of(bytes("another image"));
        artifact(1, other, "registry.test/x:sha256-" + IMAGE.hex() + ".SIG");
        artifact(2, other, "registry.test/x:sha256-" + IMAGE.hex());
        artifact(3, other, "registry.test/x:sha256-" + other.hex() + ".sig");
        assertThat(found()).isEmpty();
    }

    @Test
    void whatItIsAboutIsKnownAfterARestart(@TempDir Path root) throws IOException {
        store.close();
        store = TestStore.open(root);
        Digest list = artifact(1, IMAGE);
        store.close();
        store = TestStore.open(root);
        assertThat(found()).extracting(one -> one.artifact().id()).containsExactly(list);
    }
}
