package io.berth.image;

import io.berth.content.Content;
import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.index.ImageFacts;
import io.berth.index.Index;
import io.berth.index.ManifestFacts;
import io.berth.index.Signature;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.trust.Admission.Candidate;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images made of what was pushed to this daemon's own registry. */
public final class PushedImages {
    private final Index index;
    private final Content content;
    private final TrustPolicy policy;

    public PushedImages(Index index, Content content, TrustPolicy policy) {
        this.index = index;
        this.content = content;
        this.policy = policy;
    }

    /**
     * The steps that put an image in place and name it.
     *
     * @param root its manifest or index; what that names is here, or is left out
     * @throws io.berth.problem.Problem.Forbidden where the policy does not let it have that name
     */
    public List<Change> naming(Reference name, Descriptor root, byte[] bytes) throws IOException {
        List<Signature> known = index.images()
                .byId(root.digest())
                .map(image -> image.facts().signatures())
                .orElse(List.of());
        List<Signature> proven = policy.admission(name.repository(), "push")
                .checkKnown(new Candidate(name, root.digest(), () -> bytes, known));
        Contents contents = new Contents(root.digest());
        contents.add(Document.parse(root, bytes), 0);
        ImageFacts facts = new FactsBuilder(contents.documents, contents.configs, contents::isHere)
                .build(root, List.of(name.repository()), proven);
        Map<String, String> attributes =
                new LinkedHashMap<>(facts.shown().map(ManifestFacts::labels).orElse(Map.of()));
        attributes.put("name", name.familiar());
        return List.of(
                FactsBuilder.put(facts),
                new Change.PutName(name, facts.id(), "push"),
                new Change.Log(new Draft("image", "tag", facts.id().toString(), attributes)));
    }

    /** The documents that a manifest reaches. */
    private final class Contents {
        private final Digest root;
        private final List<Document> documents = new ArrayList<>();
        private final Map<Digest, ImageConfig> configs = new HashMap<>();

        Contents(Digest root) {
            this.root = root;
        }

        /** The root becomes live by the change itself. */
        boolean isHere(Digest digest) {
            return digest.equals(root)
                    || index.blob(digest).filter(Index.BlobRow::isLive).isPresent();
        }

        void add(Document document, int depth) throws IOException {
            documents.add(document);
            switch (document.manifest()) {
                case ImageIndex children -> {
                    for (Descriptor child : children.manifests()) {
                        if (depth < Limits.INDEX_DEPTH_MAX && isDocument(child)) {
                            add(
                                    Document.parse(child, content.read(child.digest(), Limits.MANIFEST_BYTES_MAX)),
                                    depth + 1);
                        }
                    }
                }
                case ImageManifest manifest -> addConfig(manifest.config());
            }
        }

        private boolean isDocument(Descriptor child) {
            return PullSelection.isDocument(child)
                    && child.size() <= Limits.MANIFEST_BYTES_MAX
                    && isHere(child.digest());
        }

        private void addConfig(Descriptor config) throws IOException {
            if (config.size() <= Limits.CONFIG_BYTES_MAX && isHere(config.digest())) {
                try {
                    configs.put(
                            config.digest(), ImageConfig.parse(content.read(config.digest(), Limits.CONFIG_BYTES_MAX)));
                } catch (Corrupt _) {
                    // No image's config: an artifact's, say.
                }
            }
        }
    }
}
