package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.ImageUsers;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.server.http.Reply;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The endpoints of images over a real store. */
class ImageEndpointsTest extends ImageRoutes {
    private static final String AMD64 = "{\"os\":\"linux\",\"architecture\":\"amd64\"}";
    private static final String ARM64 = "{\"os\":\"linux\",\"architecture\":\"arm64\"}";
    private static final String ALL = "{\"dangling\":[\"false\"]}";

    private int tag(String... nameAndParameters) throws IOException {
        Reply reply = routes.call("POST /images/{name}/tag", request(nameAndParameters));
        assertThat(reply).isInstanceOf(Reply.Empty.class);
        return reply.status();
    }

    // ---- tag

    @Test
    void tagNamesAnImageAndTellsOfIt() throws IOException {
        store.add(busybox, "busybox");
        assertThat(tag("busybox", "repo", "my/app", "tag", "v1")).isEqualTo(201);
        assertThat(tag("busybox", "repo", "my/app:inrepo")).isEqualTo(201);
        assertThat(tag("busybox", "repo", "my/app:inrepo", "tag", "v9")).isEqualTo(201);
        assertThat(tag(busybox.id().shortHex(), "repo", "my/app")).isEqualTo(201);
        assertThat(names())
                .containsExactly("busybox:latest", "my/app:inrepo", "my/app:latest", "my/app:v1", "my/app:v9");
        assertThat(store.events()).contains("tag " + busybox.id() + " my/app:v1");
    }

    @Test
    void tagWithoutRepoDoesNothing() throws IOException {
        store.add(busybox, "busybox");
        assertThat(tag("busybox", "tag", "v1")).isEqualTo(200);
        assertThat(tag("busybox", "repo", "", "tag", "v1")).isEqualTo(200);
        assertThat(names()).containsExactly("busybox:latest");
    }

    @Test
    void tagThatMovesLeavesTheOldImageWithoutNames() throws IOException {
        store.add(busybox, "a");
        store.add(random.image(), "b");
        tag("b", "repo", "a");
        assertThat(store.index().images().byId(busybox.id()).orElseThrow().names())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    UPPER  | v1 | invalid reference format: repository name (library/UPPER) must be lowercase
                    my/app | !  | invalid tag format
                    my/app | sha256:1111111111111111111111111111111111111111111111111111111111111111 | invalid tag format
                    sha256 | abc | refusing to create an ambiguous tag using digest algorithm as name
                    my/app@sha256:1111111111111111111111111111111111111111111111111111111111111111 | ~~ | cannot import digest reference
                    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | ~~ | invalid repository name (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa), cannot specify 64-byte hexadecimal strings
                    """)
    void tagRefusesWhatIsNoName(String repo, String tag, String message) throws IOException {
        store.add(busybox, "busybox");
        assertThatThrownBy(() -> tag("busybox", "repo", repo, "tag", tag))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @Test
    void tagOfAMissingImageIsNotFound() {
        assertThatThrownBy(() -> tag("nosuch", "repo", "my/app", "tag", "v1"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nosuch:latest");
    }

    // ---- delete

    @Test
    void deleteOfTheLastNameRemovesTheImageAndItsFiles() throws IOException {
        store.add(busybox, "busybox");
        assertThat(delete("busybox")).isEqualTo("[{\"Untagged\":\"busybox:latest\"},{\"Deleted\":\"ID\"}]");
        assertThat(store.index().images().byCreated()).isEmpty();
        for (Digest blob : busybox.facts().closure()) {
            assertThatThrownBy(() -> store.content().open(blob)).isInstanceOf(NotFound.class);
        }
        assertThat(store.events())
                .endsWith("untag " + busybox.id() + " busybox:latest", "delete " + busybox.id() + ' ' + busybox.id());
    }

    @Test
    void deleteOfOneOfSeveralNamesOnlyUntags() throws IOException {
        store.add(busybox, "busybox", "my/app:v1");
        assertThat(delete("my/app:v1")).isEqualTo("[{\"Untagged\":\"my/app:v1\"}]");
        assertThat(names()).containsExactly("busybox:latest");
    }

    @Test
    void deleteKeepsLayersThatAnotherImageHas() throws IOException {
        byte[] layer = random.layer();
        store.add(random.image(RandomImages.wish().above(layer)), "a");
        store.add(random.image(RandomImages.wish().above(layer)), "b");
        delete("a");
        store.content().open(Digest.of(layer)).close();
    }

    @Test
    void deleteOfAnImageInUseConflictsAndChangesNothing() throws IOException {
        store.add(busybox, "busybox");
        users.put(busybox.id(), List.of(new ImageUsers.User("608947fd9468aaaa", true)));
        assertThatThrownBy(() -> delete(busybox.id().toString(), "force", "1"))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("(cannot be forced)");
        assertThat(names()).containsExactly("busybox:latest");
        assertThat(delete("busybox", "force", "1")).isEqualTo("[{\"Untagged\":\"busybox:latest\"}]");
        assertThat(store.index().images().byId(busybox.id())).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ~ ~     | image name cannot be blank
                    BUSYBOX | invalid reference format: repository name (library/BUSYBOX) must be lowercase
                    nosuch  | No such image: nosuch:latest
                    """)
    void deleteOfWhatIsNotThere(String name, String message) {
        assertThatThrownBy(() -> delete(name)).hasMessage(message);
    }

    @Test
    void deleteWithoutNameIsRefused() {
        assertThatThrownBy(() -> routes.call("DELETE /images/", request(""))).hasMessage("image name cannot be blank");
    }

    private RandomImage addIndex() throws IOException {
        RandomImage multi =
                random.index(1, RandomImages.wish(), RandomImages.wish().platform("linux", "arm64", "v8"));
        store.add(multi, "multi");
        return multi;
    }

    @Test
    void deleteOfOnePlatformKeepsTheNameAndTheRest() throws IOException {
        RandomImage multi = addIndex();
        Digest amd64 = multi.facts().manifests().getFirst().descriptor().digest();
        assertThat(delete("multi", "force", "1", "platforms", AMD64)).isEqualTo("[{\"Deleted\":\"" + amd64 + "\"}]");
        assertThat(names()).containsExactly("multi:latest");
        assertThatThrownBy(() -> store.content().open(amd64)).isInstanceOf(NotFound.class);
        store.content()
                .open(multi.facts().manifests().getLast().descriptor().digest())
                .close();
        String row = call("GET /images/json", "", "manifests", "1");
        assertThat(row).contains("\"Created\":0", "\"RepoTags\":[\"multi:latest\"]");
        JsonNode shown = Json.MAPPER.readTree(call("GET /images/{name}/json", "multi"));
        assertThat(shown.path("Config").toString() + shown.path("RootFS") + shown.path("Size"))
                .isEqualTo("{}{}0");
    }

    @Test
    void deleteOfPlatformsIsIgnoredBefore50() throws IOException {
        addIndex();
        Reply reply = routes.call(
                "DELETE /images/{name}", request("multi", "platforms", AMD64).at(49));
        assertThat(RouteTable.body(reply)).contains("Untagged");
        assertThat(names()).isEmpty();
    }

    @Test
    void deleteOfAPlatformNeedsForceAndThePlatform() throws IOException {
        RandomImage multi = addIndex();
        assertThatThrownBy(() -> delete("multi", "platforms", AMD64))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(
                        "Content will be removed from all images referencing this variant. Use —-force to force delete.");
        assertThatThrownBy(() -> delete("multi", "force", "1", "platforms", ARM64))
                .isInstanceOf(NotFound.class)
                .hasMessage("failed to delete platform linux/arm64 for image " + multi.id()
                        + ": image with reference multi:latest was found but does not provide any platform");
        assertThatThrownBy(() -> delete("multi", "force", "1", "platforms", "x"))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("failed to parse platform: invalid character 'x' looking for beginning of value");
    }

    // ---- prune

    @Test
    void pruneOfNothingIsNull() throws IOException {
        assertThat(prune()).isEqualTo("{\"ImagesDeleted\":null,\"SpaceReclaimed\":0}");
        assertThat(store.events()).containsExactly("prune  0");
    }

    @Test
    void pruneTakesDanglingImagesOnlyAndTellsTheBytes() throws IOException {
        store.add(busybox);
        store.add(random.image(), "named");
        long bytes =
                busybox.blobs().values().stream().mapToLong(blob -> blob.length).sum();
        String expected =
                "{\"ImagesDeleted\":[{\"Untagged\":\"ID\"},{\"Deleted\":\"ID\"}],\"SpaceReclaimed\":" + bytes + "}";
        long before = store.index().images().totals().size();
        assertThat(prune("dry-run", "1")).isEqualTo(expected);
        assertThat(store.index().images().byId(busybox.id())).isPresent();
        assertThat(prune()).isEqualTo(expected);
        assertThat(before - store.index().images().totals().size()).isEqualTo(bytes);
        assertThat(names()).containsExactly("named:latest");
    }

    @Test
    void pruneOfAllSparesImagesInUse() throws IOException {
        RandomImage used = random.image();
        store.add(used, "used");
        store.add(busybox, "busybox", "my/app:v1");
        users.put(used.id(), List.of(new ImageUsers.User("c1", false)));
        assertThat(prune("filters", ALL))
                .startsWith("{\"ImagesDeleted\":[{\"Untagged\":\"busybox:latest\"},{\"Untagged\":\"my/app:v1\"},"
                        + "{\"Deleted\":\"ID\"}]");
        assertThat(names()).containsExactly("used:latest");
    }

    @Test
    void pruneFiltersByLabelAndTime() throws IOException {
        store.add(random.image(RandomImages.wish().labels(Map.of("n", "1"))), "one");
        store.add(random.image(RandomImages.wish().labels(Map.of("n", "2"))), "two");
        prune("filters", "{\"dangling\":[\"false\"],\"until\":[\"2001-01-01T00:00:00Z\"]}");
        assertThat(names()).containsExactly("one:latest", "two:latest");
        prune("filters", "{\"dangling\":[\"false\"],\"label\":[\"n=1\"]}");
        assertThat(names()).containsExactly("two:latest");
        prune("filters", "{\"dangling\":[\"false\"],\"label!\":[\"n\"]}");
        assertThat(names()).containsExactly("two:latest");
    }

    @Test
    void pruneRefusesFiltersOfLists() {
        assertThatThrownBy(() -> prune("filters", "{\"reference\":[\"x\"]}")).hasMessage("invalid filter 'reference'");
    }

    // ---- history of an image

    @Test
    void historyTellsStepsNewestFirst() throws IOException {
        store.add(busybox, "busybox", "my/app:v1");
        JsonNode steps = Json.MAPPER.readTree(call("GET /images/{name}/history", "busybox"));
        assertThat(steps).hasSize(3);
        assertThat(String.join(" ", steps.get(0).propertyNames())).isEqualTo("Comment Created CreatedBy Id Size Tags");
        assertThat(steps.findValuesAsString("Id")).containsExactly("ID", "<missing>", "<missing>");
        assertThat(steps.get(0).path("Tags").toString()).isEqualTo("[\"busybox:latest\",\"my/app:v1\"]");
        assertThat(steps.get(0).path("Size").longValue()).isZero();
        assertThat(steps.get(1).path("Tags").isNull()).isTrue();
        assertThat(steps.get(1).path("Size").longValue()).isPositive();
    }

    @Test
    void historyOfAnotherPlatformIsNotFound() throws IOException {
        addIndex();
        assertThatThrownBy(() -> call("GET /images/{name}/history", "multi", "platform", ARM64))
                .isInstanceOf(NotFound.class)
                .hasMessage("image with reference multi:latest was found but does not provide the specified platform"
                        + " (linux/arm64)");
    }
}
