package io.berth.image;

import io.berth.content.ContentCheck;
import io.berth.index.Image;
import io.berth.index.IndexOptions;
import io.berth.io.CancelToken;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.store.TestStore;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store, and a loader into it. */
final class LoadRig implements AutoCloseable {
    final TestStore store;
    final Jobs jobs = new Jobs();
    final List<LoadObserver.Outcome> outcomes = new ArrayList<>();
    private final Path root;
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final ImageLoader loader;

    LoadRig(Path root) throws IOException {
        this(root, TrustPolicy.NONE);
    }

    LoadRig(Path root, TrustPolicy policy) throws IOException {
        this(root, policy, Disk.REAL);
    }

    LoadRig(Path root, TrustPolicy policy, Disk disk) throws IOException {
        this.root = root;
        store = TestStore.open(root, disk, IndexOptions.DEFAULT, "boot-1");
        loader = new ImageLoader(store.index(), store.content(), store.content(), jobs, remotes, policy, outcomes::add);
    }

    /** Loads, and returns what was told. */
    List<String> load(byte[] archive, Platform... platforms) throws IOException {
        return load(new ByteArrayInputStream(archive), new CancelToken(), platforms);
    }

    List<String> load(InputStream archive, CancelToken cancel, Platform... platforms) throws IOException {
        List<String> rows = new ArrayList<>();
        loader.load(archive, List.of(platforms), rows(rows), cancel);
        return rows;
    }

    private static LoadProgress rows(List<String> rows) {
        return new LoadProgress() {
            @Override
            public void loaded(Reference name) {
                rows.add(name.familiar());
            }

            @Override
            public void loaded(Digest image) {
                rows.add(image.toString());
            }
        };
    }

    Optional<Image> named(String name) {
        return store.index().images().byName(Reference.parse(name));
    }

    /** How many images are here. */
    int images() {
        return store.index().images().byCreated().size();
    }

    /** Closes the store and says what is wrong with it. */
    List<String> faults() throws IOException {
        close();
        return ContentCheck.faults(root);
    }

    @Override
    public void close() {
        store.close();
        remotes.close();
    }
}
