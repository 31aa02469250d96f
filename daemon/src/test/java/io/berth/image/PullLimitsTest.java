package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.problem.Problem;
import io.berth.problem.Problem.TooLarge;
import io.berth.testing.RandomImages;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How large the documents of an image may be that is pulled. */
@Timeout(60)
class PullLimitsTest {
    private static final String CONFIG =
            "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";

    @TempDir
    private Path root;

    private PullRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new PullRig(root);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static String describe(String type, byte[] bytes) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(bytes) + "\",\"size\":" + bytes.length
                + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}";
    }

    /** A manifest without layers whose config is so large. */
    private byte[] manifest(int configBytes) {
        byte[] config = (CONFIG + " ".repeat(configBytes - CONFIG.length())).getBytes(StandardCharsets.UTF_8);
        rig.registry.with(config);
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                        + describe(MediaTypes.OCI_CONFIG, config) + ",\"layers\":[]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aConfigAtTheLimitIsTaken() throws IOException {
        rig.registry.with("most", MediaTypes.OCI_MANIFEST, manifest(Limits.CONFIG_BYTES_MAX));
        rig.pull(":most", PullPlatforms.host());
        assertThat(rig.named(":most")).isPresent();
    }

    @Test
    void aConfigBeyondTheLimitIsRefused() {
        rig.registry.with("more", MediaTypes.OCI_MANIFEST, manifest(Limits.CONFIG_BYTES_MAX + 1));
        assertThatThrownBy(() -> rig.pull(":more", PullPlatforms.host())).isInstanceOf(Problem.class);
        assertThat(rig.named(":more")).isEmpty();
    }

    @Test
    void blobsThatAreRemovedWhileOthersComeAreFetchedAgain() throws IOException {
        assertThat(pullWhileClaimsAreLost(Limits.PULL_ROUNDS_MAX - 1)).isPresent();
    }

    @Test
    void butNotForEver() {
        assertThatThrownBy(() -> pullWhileClaimsAreLost(Limits.PULL_ROUNDS_MAX))
                .isInstanceOf(Problem.Unavailable.class);
    }

    /** Of so many claims of the pull nothing is here any more. */
    private Optional<Image> pullWhileClaimsAreLost(int lost) throws IOException {
        AtomicInteger claims = new AtomicInteger();
        try (PullRig raced = new PullRig(
                Files.createDirectory(root.resolve("raced")), TrustPolicy.NONE, index -> losing(index, claims, lost))) {
            raced.registry.with("latest", new RandomImages(5).image());
            raced.pull(":latest", PullPlatforms.host());
            return raced.named(":latest");
        }
    }

    private static Index losing(Index index, AtomicInteger claims, int lost) {
        return (Index) Proxy.newProxyInstance(
                Index.class.getClassLoader(), new Class<?>[] {Index.class}, (_, method, given) -> {
                    if (method.getName().equals("claim") && claims.getAndIncrement() < lost) {
                        return Set.of();
                    }
                    try {
                        return method.invoke(index, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void serveIndex(int children) {
        byte[] manifest = manifest(CONFIG.length());
        rig.registry.with("child", MediaTypes.OCI_MANIFEST, manifest);
        List<String> all = Collections.nCopies(children, describe(MediaTypes.OCI_MANIFEST, manifest));
        byte[] index = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                        + String.join(",", all) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        rig.registry.with("index", MediaTypes.OCI_INDEX, index);
    }

    @Test
    void anIndexOfAsManyChildrenAsTheLimitIsTaken() throws IOException {
        serveIndex(Limits.INDEX_CHILDREN_MAX);
        rig.pull(":index", PullPlatforms.host());
        assertThat(rig.named(":index")).isPresent();
    }

    @Test
    void anIndexOfMoreChildrenIsRefused() {
        serveIndex(Limits.INDEX_CHILDREN_MAX + 1);
        assertThatThrownBy(() -> rig.pull(":index", PullPlatforms.host())).isInstanceOf(TooLarge.class);
        assertThat(rig.named(":index")).isEmpty();
    }
}
