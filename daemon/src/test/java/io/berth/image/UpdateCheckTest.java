package io.berth.image;

import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.UpdateCheck.Checked;
import io.berth.image.UpdateCheck.Status;
import io.berth.io.CancelToken;
import io.berth.oci.MediaTypes;
import io.berth.problem.Problem.NotFound;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateCheckTest {
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final RandomImages images = new RandomImages(3);
    private final RandomImage image = images.image();
    private PullRig rig;
    private int before;

    @BeforeEach
    void pulled(@TempDir Path root) throws IOException {
        rig = new PullRig(root);
        rig.registry.with("1", image);
        rig.pull(":1", PullPlatforms.host());
        before = rig.registry.lines().size();
    }

    @AfterEach
    void close() throws IOException {
        remotes.close();
        rig.close();
    }

    private Checked check(String text) {
        return new UpdateCheck(rig.store.index(), remotes).check(text, _ -> Credentials.anonymous(), new CancelToken());
    }

    private List<Checked> all() {
        return new UpdateCheck(rig.store.index(), remotes)
                .check(List.of(), _ -> Credentials.anonymous(), new CancelToken());
    }

    private String name(String rest) {
        return rig.reference(rest).familiar();
    }

    @Test
    void sameDigestIsUpToDate() {
        assertThat(check(name(":1")))
                .isEqualTo(new Checked(rig.reference(":1"), image.id(), image.id(), Status.UP_TO_DATE, ""));
        assertThat(rig.registry.lines().subList(before, rig.registry.lines().size()))
                .containsExactly("HEAD /v2/library/x/manifests/1");
    }

    @Test
    void otherDigestIsOutdated() {
        RandomImage newer = images.image();
        rig.registry.with("1", newer);
        Checked checked = check(image.id().toString());
        assertThat(checked.status()).isEqualTo(Status.OUTDATED);
        assertThat(checked.remote()).isEqualTo(newer.id());
    }

    @Test
    void nameThatIsNoMoreIsGone() {
        rig.registry.fault(_ -> status(404));
        assertThat(check(name(":1")).status()).isEqualTo(Status.GONE);
    }

    @Test
    void registryThatIsAwayLeavesItUnknownAndSaysWhy() {
        rig.registry.fault(_ -> status(403));
        Checked checked = check(name(":1"));
        assertThat(checked.status()).isEqualTo(Status.UNKNOWN);
        assertThat(checked.reason()).isEqualTo("error from registry: denied");
    }

    @Test
    void registryWithoutDigestsIsNeverAskedForTheBytes() {
        rig.registry.fault(_ -> new MockResponse.Builder()
                .addHeader("Content-Type", MediaTypes.OCI_MANIFEST)
                .addHeader("Content-Length", "7")
                .build());
        assertThat(check(name(":1")).status()).isEqualTo(Status.UNKNOWN);
        assertThat(rig.registry.lines().subList(before, rig.registry.lines().size()))
                .allMatch(line -> line.startsWith("HEAD "));
    }

    @Test
    void digestIsPinned() throws IOException {
        rig.pull("@" + image.id(), PullPlatforms.host());
        before = rig.registry.lines().size();
        assertThat(check(name("@" + image.id())).status()).isEqualTo(Status.PINNED);
        assertThat(rig.registry.lines()).hasSize(before);
    }

    @Test
    void allNamesAreCheckedWhereNoneIsGiven() throws IOException {
        rig.registry.with("2", images.image());
        rig.pull(":2", PullPlatforms.host());
        assertThat(all()).extracting(Checked::name).containsExactly(rig.reference(":1"), rig.reference(":2"));
    }

    @Test
    void imageThatIsNotHereIsNotFound() {
        assertThatThrownBy(() -> check("nosuch"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nosuch:latest");
    }
}
