package io.berth.image;

import io.berth.content.Content;
import io.berth.index.ImageFacts;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.index.Signature;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes all that an image of an archive needs live and held by the job. */
final class LoadContents {
    private final ArchiveFiles files;
    private final ArchiveBlobs blobs;
    private final Index index;
    private final Content content;
    private final JobId job;
    private final LayerCheck layers;

    LoadContents(ArchiveFiles files, ArchiveBlobs blobs, Index index, Content content, JobId job, CancelToken cancel) {
        this.files = files;
        this.blobs = blobs;
        this.index = index;
        this.content = content;
        this.job = job;
        this.layers = new LayerCheck(content, cancel);
    }

    /** Whether a blob of this size is in the archive, or is live. */
    boolean isHere(Descriptor blob) {
        return files.find(blob.digest())
                .map(file -> file.size() == blob.size())
                .orElseGet(() -> index.blob(blob.digest())
                        .filter(row -> row.isLive() && row.size() == blob.size())
                        .isPresent());
    }

    /**
     * Checks what was chosen of an image, and makes it live.
     *
     * @throws io.berth.problem.Problem.Corrupt where configs, layers and diffIDs do not belong together
     */
    ImageFacts take(LoadedImage image, PullSelection selection, List<Signature> signatures) throws IOException {
        PullContents contents = PullContents.of(selection, this::config);
        if (!image.layers().isEmpty()) {
            layers.check(image.layers(), contents.configs().getFirst().parsed().diffIds());
        }
        Set<Digest> here = makeLive(selection, contents);
        Map<Digest, ImageConfig> configs = new HashMap<>();
        contents.configs().forEach(config -> configs.put(config.descriptor().digest(), config.parsed()));
        return new FactsBuilder(selection.documents(), configs, here::contains)
                .build(image.root().descriptor(), List.of(), signatures);
    }

    private byte[] config(Descriptor config) {
        try {
            return blobs.find(config, Limits.CONFIG_BYTES_MAX).orElseThrow(() -> ArchiveBlobs.missing(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<Digest> makeLive(PullSelection selection, PullContents contents) throws IOException {
        Set<Digest> wanted = new LinkedHashSet<>();
        for (PullContents.Config config : contents.configs()) {
            content.put(job, config.descriptor(), config.bytes());
            wanted.add(config.descriptor().digest());
        }
        for (Document document : selection.documents()) {
            content.put(job, document.descriptor(), document.bytes());
        }
        for (Descriptor blob : contents.blobs()) {
            putHeld(blob);
            wanted.add(blob.digest());
        }
        Set<Digest> here = index.claim(job, wanted);
        for (Descriptor blob : contents.blobs()) {
            if (!here.contains(blob.digest()) && !MediaTypes.isForeignLayer(blob.mediaType())) {
                throw ArchiveBlobs.missing(blob);
            }
        }
        return new HashSet<>(here);
    }

    private void putHeld(Descriptor blob) throws IOException {
        ArchiveFile file = files.find(blob.digest()).orElse(null);
        if (file != null && file.bytes() != null) {
            content.put(job, blob, file.bytes());
        }
    }
}
