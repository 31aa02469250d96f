package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import io.berth.testing.RandomImage;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What names pointed to, and the way back for names and removed images. */
class NameEndpointsTest extends ImageRoutes {
    private static final String ALL = "{\"dangling\":[\"false\"]}";

    @Test
    void namesKeepTheirHistory() throws IOException {
        RandomImage second = random.image();
        store.add(busybox, "app");
        store.add(second, "app");
        delete("app");
        JsonNode history = Json.MAPPER.readTree(call("GET /berth/names/{name}/history", "app"));
        assertThat(history.findValuesAsString("cause")).containsExactly("rmi", "pull", "pull");
        assertThat(history.get(0).path("digest").isNull()).isTrue();
        assertThat(history.get(1).path("digest").stringValue())
                .isEqualTo(second.id().toString());
        assertThat(history.get(2).path("digest").stringValue()).isEqualTo("ID");
        assertThat(history.get(2).path("name").stringValue()).isEqualTo("app:latest");
    }

    @Test
    void rollbackPointsBackAndForth() throws IOException {
        RandomImage second = random.image();
        store.add(busybox, "app");
        store.add(second, "app");
        String there = "{\"name\":\"app:latest\",\"from\":\"" + second.id() + "\",\"to\":\"ID\"}";
        assertThat(call("POST /berth/names/{name}/rollback", "app")).isEqualTo(there);
        assertThat(call("GET /images/{name}/json", "app")).startsWith("{\"Id\":\"ID\"");
        assertThat(call("POST /berth/names/{name}/rollback", "app")).contains("\"from\":\"ID\"");
    }

    @Test
    void rollbackToAnImageThatIsGoneConflicts() throws IOException {
        RandomImage second = random.image();
        store.add(busybox, "app");
        store.add(second, "app");
        prune();
        assertThatThrownBy(() -> call("POST /berth/names/{name}/rollback", "app"))
                .isInstanceOf(Conflict.class)
                .hasMessage("image " + busybox.id() + ", to which app:latest pointed before, is gone");
    }

    @Test
    void rollbackOfAnUnknownNameIsNotFound() {
        assertThatThrownBy(() -> call("POST /berth/names/{name}/rollback", "nosuch"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nosuch:latest");
    }

    @Test
    void undoBringsTheLastRemovalBackWithItsNames() throws IOException {
        serve(Duration.ofHours(1));
        store.add(busybox, "busybox", "my/app:v1");
        store.add(random.image(), "other");
        assertThat(prune("filters", ALL)).endsWith("\"SpaceReclaimed\":0}");
        assertThat(names()).isEmpty();
        JsonNode removed = Json.MAPPER.readTree(call("GET /berth/undo", ""));
        assertThat(removed).hasSize(2);
        assertThat(removed.get(0).propertyNames()).containsExactly("Id", "RepoTags", "RemovedAt", "Expires");
        JsonNode restored = Json.MAPPER.readTree(call("POST /berth/undo", ""));
        assertThat(restored.findValuesAsString("Restored")).hasSize(2).contains("ID");
        assertThat(names()).containsExactly("busybox:latest", "my/app:v1", "other:latest");
        assertThat(call("GET /images/{name}/json", "my/app:v1")).startsWith("{\"Id\":\"ID\"");
    }

    @Test
    void undoOfOneImageByItsId() throws IOException {
        serve(Duration.ofHours(1));
        store.add(busybox, "busybox");
        store.add(random.image(), "other");
        delete("busybox");
        delete("other");
        assertThat(call("POST /berth/undo", "", "id", busybox.id().shortHex()))
                .isEqualTo("[{\"Restored\":\"ID\",\"RepoTags\":[\"busybox:latest\"]}]");
        assertThat(names()).containsExactly("busybox:latest");
    }

    @Test
    void undoOfNothingIsNotFound() throws IOException {
        store.add(busybox, "busybox");
        delete("busybox");
        assertThatThrownBy(() -> call("POST /berth/undo", "")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> call("POST /berth/undo", "", "id", "nosuch")).isInstanceOf(NotFound.class);
    }

    @Test
    void undoBringsBackAllNamesThatOneRequestTook() throws IOException {
        serve(Duration.ofHours(1));
        store.add(busybox, "busybox", "my/app:v1", "other/app:v2");
        delete(busybox.id().toString(), "force", "1");
        assertThat(names()).isEmpty();
        assertThat(call("POST /berth/undo", ""))
                .isEqualTo("[{\"Restored\":\"ID\",\"RepoTags\":[\"busybox:latest\",\"my/app:v1\",\"other/app:v2\"]}]");
    }

    @Test
    void undoBringsBackTheNamesThatSeveralRequestsTookOneByOne() throws IOException {
        serve(Duration.ofHours(1));
        RandomImage other = random.image();
        store.add(busybox, "busybox", "my/app:v1", "moved", "freed");
        store.add(other, "moved", "freed");
        delete("freed");
        delete("busybox");
        delete("my/app:v1");
        assertThat(call("POST /berth/undo", ""))
                .isEqualTo("[{\"Restored\":\"ID\",\"RepoTags\":[\"busybox:latest\",\"my/app:v1\"]}]");
        assertThat(names()).containsExactly("busybox:latest", "moved:latest", "my/app:v1");
    }

    @Test
    void undoAgainGoesOneRemovalFurtherBack() throws IOException {
        twoRemovals();
        call("POST /berth/undo", "");
        assertThat(names()).containsExactly("other:latest");
        call("POST /berth/undo", "");
        assertThat(names()).containsExactly("busybox:latest", "other:latest");
    }

    @Test
    void undoOfAllBringsEveryRemovalBack() throws IOException {
        twoRemovals();
        JsonNode restored = Json.MAPPER.readTree(call("POST /berth/undo", "", "all", "1"));
        assertThat(restored).hasSize(2);
        assertThat(names()).containsExactly("busybox:latest", "other:latest");
        assertThatThrownBy(() -> call("POST /berth/undo", "", "all", "1")).isInstanceOf(NotFound.class);
    }

    private void twoRemovals() throws IOException {
        serve(Duration.ofHours(1));
        store.add(busybox, "busybox");
        store.add(random.image(), "other");
        delete("busybox");
        delete("other");
    }
}
