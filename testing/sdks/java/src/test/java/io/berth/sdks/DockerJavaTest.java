package io.berth.sdks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** The image calls of docker-java, over both of its transports, at its default API version and at older and newer ones. */
final class DockerJavaTest {
    private static final String IMAGE = Surroundings.REGISTRY + "/library/labels:3";
    private static final List<String> VERSIONS = List.of("", "1.24", "1.32", "1.40", "1.44", "1.55");

    private enum Transport {
        HTTPCLIENT5(config -> new ApacheDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .build()),
        ZERODEP(config -> new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .build());

        private final Function<DockerClientConfig, DockerHttpClient> make;

        Transport(Function<DockerClientConfig, DockerHttpClient> make) {
            this.make = make;
        }
    }

    @TestFactory
    Stream<DynamicContainer> imageCalls() {
        return Arrays.stream(Transport.values()).flatMap(transport -> VERSIONS.stream()
                .map(version -> DynamicContainer.dynamicContainer(
                        transport + " " + (version.isEmpty() ? "default" : version), calls(transport, version))));
    }

    private static Stream<DynamicTest> calls(Transport transport, String version) {
        String mine = "sdk/" + transport.name().toLowerCase(Locale.ROOT) + "-" + version.replace('.', '-') + "x";
        return Stream.of(
                test("pull, list, inspect, tag, remove", transport, version, client -> life(client, mine)),
                test("push", transport, version, client -> push(client, Surroundings.REGISTRY + "/" + mine)),
                test("save and load", transport, version, client -> saveAndLoad(client, mine)),
                test("what fails has its class", transport, version, DockerJavaTest::failures));
    }

    private static DynamicTest test(
            String name, Transport transport, String version, ThrowingConsumer<DockerClient> body) {
        Executable run = () -> {
            DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                    .withDockerHost(Surroundings.HOST)
                    .withDockerTlsVerify(false)
                    .withApiVersion(version.isEmpty() ? null : version)
                    .build();
            try (DockerHttpClient http = transport.make.apply(config);
                    DockerClient client = DockerClientImpl.getInstance(config, http)) {
                body.accept(client);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        };
        return DynamicTest.dynamicTest(name, run);
    }

    private static void pull(DockerClient client) throws InterruptedException {
        client.pullImageCmd(IMAGE).start().awaitCompletion();
    }

    private static List<String> names(List<Image> images) {
        return images.stream()
                .flatMap(image -> image.getRepoTags() == null ? Stream.of() : Arrays.stream(image.getRepoTags()))
                .sorted()
                .toList();
    }

    private static void life(DockerClient client, String mine) throws Exception {
        pull(client);
        String tagged = mine + ":v1";
        client.tagImageCmd(IMAGE, mine, "v1").exec();
        String id = client.inspectImageCmd(tagged).exec().getId();
        assertEquals(id, client.inspectImageCmd(IMAGE).exec().getId());
        assertEquals("3", client.inspectImageCmd(tagged).exec().getConfig().getLabels().get("n"));
        assertEquals(
                List.of(tagged), names(client.listImagesCmd().withFilter("reference", List.of(mine)).exec()));
        assertTrue(names(client.listImagesCmd().withLabelFilter("n=3").exec()).contains(tagged));
        assertFalse(
                names(client.listImagesCmd().withDanglingFilter(true).exec()).contains(tagged));
        client.removeImageCmd(tagged).exec();
        assertThrows(NotFoundException.class, () -> client.inspectImageCmd(tagged).exec());
    }

    private static void push(DockerClient client, String repository) throws Exception {
        pull(client);
        client.tagImageCmd(IMAGE, repository, "v1").exec();
        client.pushImageCmd(repository).withTag("v1").start().awaitCompletion();
        client.removeImageCmd(repository + ":v1").exec();
        client.pullImageCmd(repository).withTag("v1").start().awaitCompletion();
        assertEquals(
                client.inspectImageCmd(IMAGE).exec().getId(),
                client.inspectImageCmd(repository + ":v1").exec().getId());
        client.removeImageCmd(repository + ":v1").exec();
    }

    private static void saveAndLoad(DockerClient client, String mine) throws Exception {
        pull(client);
        String name = mine + ":saved";
        client.tagImageCmd(IMAGE, mine, "saved").exec();
        byte[] archive = read(client.saveImageCmd(mine).withTag("saved").exec());
        String id = client.inspectImageCmd(name).exec().getId();
        client.removeImageCmd(name).exec();
        client.loadImageCmd(new ByteArrayInputStream(archive)).exec();
        assertEquals(id, client.inspectImageCmd(name).exec().getId());
        client.removeImageCmd(name).exec();
    }

    private static byte[] read(InputStream stream) throws IOException {
        try (stream) {
            return stream.readAllBytes();
        }
    }

    private static void failures(DockerClient client) throws Exception {
        assertThrows(NotFoundException.class, () -> client.inspectImageCmd("no/such:image").exec());
        assertThrows(NotFoundException.class, () -> client.removeImageCmd("no/such:image").exec());
        assertThrows(NotFoundException.class, () -> client.tagImageCmd("no/such:image", "a/b", "c").exec());
        assertThrows(
                NotFoundException.class,
                () -> client.pullImageCmd(Surroundings.REGISTRY + "/no/such:image").start().awaitCompletion());
        assertThrows(
                InternalServerErrorException.class,
                () -> client.pullImageCmd(Surroundings.AUTH_REGISTRY + "/library/busybox:latest")
                        .start()
                        .awaitCompletion());
        assertThrows(
                BadRequestException.class,
                () -> client.pullImageCmd("Not/A/Name:x").start().awaitCompletion());
        pull(client);
        assertThrows(BadRequestException.class, () -> client.tagImageCmd(IMAGE, "Not/A/Name", "c").exec());
        assertThrows(
                NotFoundException.class,
                () -> client.pullImageCmd(Surroundings.REGISTRY + "/library/arm-only:latest")
                        .withPlatform("linux/amd64")
                        .start()
                        .awaitCompletion());
    }
}
