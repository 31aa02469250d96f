package io.berth.sdks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** What Testcontainers does with images before it starts a container. */
final class TestcontainersTest {
    @Test
    void anImageIsPulledWhereItIsMissing() {
        DockerImageName name = DockerImageName.parse(Surroundings.REGISTRY + "/library/labels:4");
        assertEquals(name.asCanonicalNameString(), new RemoteDockerImage(name).get());
        assertTrue(DockerClientFactory.instance()
                .client()
                .inspectImageCmd(name.asCanonicalNameString())
                .exec()
                .getRepoTags()
                .contains(name.asCanonicalNameString()));
    }

    @Test
    void anImageThatIsThereIsPulledAgainWhereThePolicySaysSo() {
        DockerImageName name = DockerImageName.parse(Surroundings.REGISTRY + "/library/labels:5");
        new RemoteDockerImage(name).get();
        assertEquals(
                name.asCanonicalNameString(),
                new RemoteDockerImage(name).withImagePullPolicy(PullPolicy.alwaysPull()).get());
    }

    @Test
    void anImageThatNobodyHasIsAnErrorThatNamesIt() {
        DockerImageName name = DockerImageName.parse(Surroundings.REGISTRY + "/no/such:image");
        ContainerFetchException thrown =
                assertThrows(ContainerFetchException.class, () -> nameOf(name));
        assertTrue(thrown.getMessage().contains("no/such:image"), thrown.getMessage());
    }

    private static String nameOf(DockerImageName image) {
        try (GenericContainer<?> container = new GenericContainer<>(image)) {
            return container.getDockerImageName();
        }
    }
}
