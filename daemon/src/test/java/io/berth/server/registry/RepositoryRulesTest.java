package io.berth.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.server.registry.RegistryRig.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tags that stay, and quotas. */
class RepositoryRulesTest extends AccessCase {
    @Test
    void aTagThatIsImmutableStaysWhereItIs() {
        byte[] first = image("alice", "team/app", "v1");
        image("alice", "team/app", "latest");
        byte[] other = RegistryRig.manifest(",\"annotations\":{\"a\":\"b\"}", RegistryRig.bytes("{\"tag\":\"v1\"}"));
        Answer moved = put("alice", "team/app", "v1", other);
        assertThat(moved.error()).isEqualTo("409 DENIED");
        assertThat(moved.text()).contains("tag v1 of team/app is immutable");
        assertThat(put("alice", "team/app", "v1", first).status()).isEqualTo(201);
        assertThat(put("alice", "team/app", "latest", other).status()).isEqualTo(201);
        assertThat(ask("GET", "/v2/team/app/manifests/v1", basic("alice")).bytes())
                .isEqualTo(first);
        assertThat(ask("DELETE", "/v2/team/app/manifests/v1", basic("admin")).error())
                .isEqualTo("409 DENIED");
        assertThat(ask("DELETE", "/v2/team/app/manifests/" + Digest.of(first), basic("admin"))
                        .error())
                .isEqualTo("409 DENIED");
        assertThat(ask("DELETE", "/v2/team/app/manifests/v2", basic("admin")).error())
                .isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(ask("DELETE", "/v2/team/app/manifests/latest", basic("admin"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aQuotaIsUsedToTheLastByteAndNoFurther() {
        push("alice", "small/one", new byte[1000]);
        Answer denied = pushed("alice", "small/two", new byte[25]);
        assertThat(denied.error()).isEqualTo("403 DENIED");
        assertThat(denied.text()).contains("quota exceeded");
        push("alice", "small/two", new byte[24]);
        assertThat(ask("POST", "/v2/small/one/blobs/uploads/", basic("alice")).error())
                .isEqualTo("403 DENIED");
        push("alice", "team/app", new byte[2000]);
        assertThat(ask("DELETE", "/v2/small/one/blobs/" + Digest.of(new byte[1000]), basic("admin"))
                        .status())
                .isEqualTo(202);
        push("alice", "small/two", new byte[500]);
    }

    @Test
    void aQuotaCountsManifestsAndMountsToo() {
        byte[] config = new byte[800];
        push("alice", "team/app", config);
        push("alice", "small/app", config);
        byte[] manifest = RegistryRig.manifest("", config);
        assertThat(put("alice", "small/app", "v1", manifest).error()).isEqualTo("403 DENIED");
        assertThat(ask("GET", "/v2/small/app/manifests/v1", basic("alice")).error())
                .isEqualTo("404 MANIFEST_UNKNOWN");
        Answer mounted = ask(
                "POST", "/v2/small/other/blobs/uploads/?mount=" + Digest.of(config) + "&from=team/app", basic("alice"));
        assertThat(mounted.error()).isEqualTo("403 DENIED");
    }

    @Test
    void pushesAtOnceDoNotExceedAQuotaTogether() throws Exception {
        List<Callable<Integer>> pushes = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Integer>) () -> {
                    byte[] blob = new byte[300];
                    blob[0] = (byte) i;
                    return pushed("alice", "small/app" + i, blob).status();
                })
                .toList();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> push : threads.invokeAll(pushes)) {
                statuses.add(push.get());
            }
        }
        assertThat(statuses).containsOnly(201, 403);
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(3);
    }
}
