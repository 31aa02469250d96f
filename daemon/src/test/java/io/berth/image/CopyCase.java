package io.berth.image;

import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.store.TestStore;
import io.berth.testing.RandomImages;
import io.berth.testing.ReceivingRegistry;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.Jobs;
import io.berth.transfer.UploadSettings;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that receives, and a copier whose store is empty. */
@Timeout(60)
abstract class CopyCase {
    final ReceivingRegistry target = new ReceivingRegistry();
    final RandomImages images = new RandomImages(5);
    final RecordedPush progress = new RecordedPush();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    TestStore store;
    ImageCopier copier;
    private Uploads uploads;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        uploads = new Uploads(store.index().uploads(), UploadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        copier =
                new ImageCopier(store.index(), store.content(), store.content().leases(), remotes, uploads, new Jobs());
    }

    @AfterEach
    void close() {
        uploads.close();
        remotes.close();
        store.close();
        target.close();
    }
}
