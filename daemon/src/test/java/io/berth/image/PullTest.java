package io.berth.image;

import static io.berth.testing.FakeRegistry.status;
import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Event;
import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.credential.Credentials;
import io.berth.testing.RandomImage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PullTest extends PullCase {
    @Test
    void imageAppearsWithItsFacts() throws IOException {
        RandomImage image = images.image(wish().labels(Map.of("a", "b")));
        registry.with("latest", image);
        pull(":latest");
        Image here = named(":latest").orElseThrow();
        assertThat(here.facts().target()).isEqualTo(image.facts().target());
        assertThat(here.facts().manifests()).isEqualTo(image.facts().manifests());
        assertThat(here.facts().closure()).isEqualTo(image.facts().closure());
        assertThat(here.facts().sources()).containsExactly(reference("").repository());
        assertThat(here.labels()).containsEntry("a", "b");
    }

    @Test
    void rowsComeInTheEnginesOrder() throws IOException {
        RandomImage image = images.image(wish().layers(1));
        registry.with("latest", image);
        String layer = layers(image).getFirst().shortHex();
        assertThat(pull(":latest").stream().filter(row -> !row.startsWith("downloading")))
                .containsExactly(
                        "pulling " + reference(":latest"),
                        "waiting " + layer,
                        "downloaded " + layer,
                        "complete " + layer,
                        "done " + reference(":latest") + " " + image.id().shortHex() + " newer");
    }

    @Test
    void upToDateImageCostsOneHead() throws IOException {
        RandomImage image = images.image();
        registry.with("latest", image);
        pull(":latest");
        int before = registry.lines().size();
        assertThat(pull(":latest")).last().asString().endsWith(image.id().shortHex() + " present");
        assertThat(registry.lines().subList(before, registry.lines().size()))
                .containsExactly("HEAD /v2/library/x/manifests/latest");
    }

    @Test
    void digestOfAnImageOfTheRepositoryIsUpToDate() throws IOException {
        RandomImage image = images.image();
        registry.with("latest", image);
        assertThat(pull("@" + image.id())).last().asString().endsWith(" newer");
        registry.with("other", images.image());
        pull(":other");
        Digest other = named(":other").orElseThrow().id();
        assertThat(pull("@" + other)).last().asString().endsWith(" present");
        assertThat(named("@" + other)).isPresent();
    }

    @Test
    void layersOfOtherImagesAreNotFetched() throws IOException {
        byte[] shared = images.layer();
        registry.with("one", images.image(wish().above(shared)));
        registry.with("two", images.image(wish().above(shared)));
        pull(":one");
        int before = registry.lines().size();
        pull(":two");
        assertThat(registry.lines().subList(before, registry.lines().size()))
                .noneMatch(line -> line.contains(Digest.of(shared).toString()));
    }

    @Test
    void pullIsLogged() throws IOException {
        registry.with("latest", images.image(wish().labels(Map.of("k", "v"))));
        pull(":latest");
        List<Event> events = new ArrayList<>();
        store.index().events(0, Instant.EPOCH, Instant.MAX, events::add);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().what().action()).isEqualTo("pull");
        assertThat(events.getFirst().what().actor())
                .isEqualTo(reference(":latest").familiar());
        assertThat(events.getFirst().what().attributes())
                .containsEntry("k", "v")
                .containsEntry("name", reference("").repository().familiar());
    }

    @Test
    void tagAndDigestAreTwoNames() throws IOException {
        RandomImage image = images.image();
        registry.with("5", image);
        pull(":5@" + image.id());
        assertThat(named(":5")).isPresent();
        assertThat(named("@" + image.id())).isPresent();
    }

    @Test
    void withoutTagAllTagsArePulled() throws IOException {
        registry.with("a", images.image()).with("b", images.image());
        pull("");
        assertThat(named(":a")).isPresent();
        assertThat(named(":b")).isPresent();
    }

    @Test
    void movedTagLeavesTheOldImage() throws IOException {
        RandomImage old = images.image();
        registry.with("latest", old);
        pull(":latest");
        registry.with("latest", images.image());
        pull(":latest");
        assertThat(store.index().images().byId(old.id()).orElseThrow().names()).isEmpty();
    }

    @Test
    void anotherPlatformOfAnIndexAddsToWhatIsHere() throws IOException {
        RandomImage index = images.index(
                2,
                wish().platform("linux", "amd64", ""),
                wish().platform("linux", "s390x", ""),
                wish().platform("linux", "ppc64le", ""));
        registry.with("latest", index);
        pull(":latest", Platform.of("linux", "amd64", ""));
        assertThat(available(index)).containsExactly(true, false, false, true);
        pull(":latest", Platform.of("linux", "s390x", ""));
        assertThat(available(index)).containsExactly(true, true, false, true);
        Image here = named(":latest").orElseThrow();
        assertThat(here.facts().closure()).isEqualTo(index.facts().closure());
    }

    private List<Boolean> available(RandomImage image) {
        return store.index().images().byId(image.id()).orElseThrow().facts().manifests().stream()
                .map(ManifestFacts::available)
                .toList();
    }

    @Test
    void indexWithoutThePlatformIsNotFound() {
        registry.with("latest", images.index(1, wish().platform("linux", "s390x", "")));
        assertThatThrownBy(() -> pull(":latest", Platform.parse("linux/ppc64le")))
                .isInstanceOf(NotFound.class)
                .hasMessage("no matching manifest for linux/ppc64le in the manifest list entries: "
                        + "no match for platform in manifest: not found");
        assertThat(named(":latest")).isEmpty();
    }

    @Test
    void lonePlatformIsNotChecked() throws IOException {
        registry.with("latest", images.image(wish().platform("linux", "s390x", "")));
        pull(":latest", Platform.of("linux", "amd64", ""));
        assertThat(named(":latest")).isPresent();
    }

    @Test
    void missingLayerNamesNothingAndEndsTheJob() {
        RandomImage image = images.image();
        registry.with("latest", image)
                .fault(request ->
                        request.getTarget().contains(layers(image).getLast().toString()) ? status(404) : null);
        assertThatThrownBy(() -> pull(":latest")).isInstanceOf(NotFound.class);
        assertThat(store.index().images().byCreated()).isEmpty();
        assertThat(jobs.list()).isEmpty();
    }

    @Test
    void cancelledPullNamesNothing() {
        RandomImage image = images.image();
        registry.with("latest", image).fault(request -> {
            if (request.getTarget().contains("/blobs/")) {
                cancel.cancel();
            }
            return null;
        });
        assertThatThrownBy(() -> pull(":latest")).isInstanceOf(Unavailable.class);
        assertThat(named(":latest")).isEmpty();
    }

    @Test
    void scratchIsReserved() {
        PullRequest scratch = new PullRequest(
                Reference.parse("scratch:latest"), PullPlatforms.host(), Credentials.anonymous(), Map.of());
        assertThatThrownBy(() -> puller.pull(scratch, new RecordedProgress(), cancel))
                .isInstanceOf(Forbidden.class)
                .hasMessage("'scratch' is a reserved name");
    }
}
