package io.berth.image;

import io.berth.content.FileContent;
import io.berth.content.Lost;
import io.berth.index.Change;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back the images that a lost database knew, from {@code index.json} and the blobs: documents are verified, of
 * layers the size is compared (a wrong byte is found later, as in any blob).
 */
public final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private final Index index;
    private final FileContent content;

    private Rebuild(Index index, FileContent content) {
        this.index = index;
        this.content = content;
    }

    /** Does nothing where nothing was lost. An image whose manifest is gone too is named in the log and left out. */
    public static void run(Index index, FileContent content) throws IOException {
        List<Lost> lost;
        try {
            lost = content.lost();
        } catch (Problem e) {
            LOG.warn("damage: index.json cannot be read, so no image can be brought back: {}", e.text());
            return;
        }
        if (lost.isEmpty()) {
            return;
        }
        Rebuild rebuild = new Rebuild(index, content);
        int back = 0;
        for (Lost image : lost) {
            back += rebuild.restore(image) ? 1 : 0;
        }
        content.restored();
        LOG.warn("{} of {} images are there again, as index.json told", back, lost.size());
    }

    private boolean restore(Lost lost) throws IOException {
        JobId job = index.beginJob("rebuild", lost.target().digest().toString());
        List<Change> steps = new ArrayList<>();
        try {
            Walk walk = new Walk(job);
            walk.document(lost.target(), 0);
            if (walk.documents.isEmpty()) {
                LOG.warn("damage: image {} {} is lost", lost.target().digest(), lost.names());
                return false;
            }
            var facts = new FactsBuilder(walk.documents, walk.configs, walk.here::contains)
                    .build(lost.target(), lost.sources(), List.of());
            steps.add(new Change.PutBack());
            steps.add(FactsBuilder.put(facts));
            lost.names().stream()
                    .filter(name -> index.images().byName(name).isEmpty())
                    .forEach(name -> steps.add(new Change.PutName(name, facts.id(), "rebuild")));
            return true;
        } finally {
            steps.add(new Change.EndJob(job));
            index.apply(steps);
        }
    }

    /** Adopts all that a descriptor reaches and that is still there. */
    private final class Walk {
        private final JobId job;
        private final List<Document> documents = new ArrayList<>();
        private final Map<Digest, ImageConfig> configs = new HashMap<>();
        private final Set<Digest> here = new HashSet<>();

        Walk(JobId job) {
            this.job = job;
        }

        void document(Descriptor descriptor, int depth) throws IOException {
            if (depth > Limits.INDEX_DEPTH_MAX || !adopt(descriptor, true)) {
                return;
            }
            Document document;
            try {
                document = Document.parse(descriptor, read(descriptor, Limits.MANIFEST_BYTES_MAX));
            } catch (Problem e) {
                LOG.debug("{} is no manifest", descriptor.digest(), e);
                return;
            }
            documents.add(document);
            switch (document.manifest()) {
                case ImageIndex children -> {
                    for (Descriptor child : children.manifests()) {
                        document(child, depth + 1);
                    }
                }
                case ImageManifest manifest -> manifest(manifest);
            }
        }

        private void manifest(ImageManifest manifest) throws IOException {
            Descriptor config = manifest.config();
            if (adopt(config, true) && config.size() <= Limits.CONFIG_BYTES_MAX) {
                try {
                    configs.put(config.digest(), ImageConfig.parse(read(config, Limits.CONFIG_BYTES_MAX)));
                } catch (Problem.Corrupt _) {
                    // No image config: an artifact's, say.
                }
            }
            for (Descriptor layer : manifest.layers()) {
                adopt(layer, false);
            }
        }

        private byte[] read(Descriptor descriptor, int sizeMax) throws IOException {
            return content.read(descriptor.digest(), sizeMax);
        }

        private boolean adopt(Descriptor descriptor, boolean verify) throws IOException {
            if (!content.adopt(job, descriptor, verify)) {
                return false;
            }
            here.add(descriptor.digest());
            return true;
        }
    }
}
