package io.berth.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.index.Image;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.server.registry.RegistryRig.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a push leaves besides its repository: images, and lines in the log. */
class PushedImagesTest extends AccessCase {
    @Test
    void whatIsPushedByWhoMayNameImagesIsAnImageAtOnce() {
        byte[] manifest = image("namer", "named/app", "v1");
        image("namer", "docker.io/library/tool", "v2");
        image("alice", "team/app", "v1");
        image("admin", "named/other", "v1");
        assertThat(names()).containsExactly("127.0.0.1:" + rig.port + "/named/app:v1", "tool:v2");
        Image named = rig.store.index().images().byCreated().stream()
                .filter(image -> image.id().equals(Digest.of(manifest)))
                .findFirst()
                .orElseThrow();
        assertThat(named.facts().closure()).hasSize(2);
        byte[] other = image("namer", "named/app", "v1");
        assertThat(other).isEqualTo(manifest);
        assertThat(names()).hasSize(2);
    }

    private List<String> names() {
        return rig.store.index().images().byCreated().stream()
                .flatMap(image -> image.names().stream())
                .map(Reference::familiar)
                .sorted()
                .toList();
    }

    @Test
    void aMultiPlatformImageIsNamedWhole() {
        byte[] child = image("namer", "named/app", "amd64");
        byte[] index = RegistryRig.bytes("{\"schemaVersion\":2,\"mediaType\":\"" + RegistryRig.INDEX
                + "\",\"manifests\":[" + RegistryRig.descriptor(RegistryRig.OCI, child) + "]}");
        Answer put = rig.ask(
                "PUT",
                "/v2/named/app/manifests/all",
                index,
                "Authorization",
                basic("namer"),
                "Content-Type",
                RegistryRig.INDEX);
        assertThat(put.status()).isEqualTo(201);
        assertThat(rig.store.index().images().byId(Digest.of(index)))
                .hasValueSatisfying(image -> assertThat(image.facts().closure()).hasSize(3));
    }

    @Test
    void theLogTellsWhoDidWhatFromWhere() {
        image("alice", "team/app", "latest");
        ask("DELETE", "/v2/team/app/manifests/latest", basic("admin"));
        List<Draft> events = new ArrayList<>();
        rig.store
                .index()
                .events(
                        0,
                        Instant.EPOCH,
                        Instant.ofEpochSecond(9_000_000_000L),
                        (Event event) -> events.add(event.what()));
        List<Draft> changes = events.stream()
                .filter(event -> event.type().equals("repository"))
                .toList();
        assertThat(changes).extracting(Draft::action).containsExactly("push", "untag");
        assertThat(changes).extracting(Draft::actor).containsOnly("team/app:latest");
        assertThat(changes.getFirst().attributes())
                .containsEntry("name", "team/app")
                .containsEntry("user", "alice")
                .containsEntry("address", "127.0.0.1");
        assertThat(changes.getLast().attributes()).containsEntry("user", "admin");
    }
}
