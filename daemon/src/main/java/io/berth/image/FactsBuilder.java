package io.berth.image;

import io.berth.index.Change.PutImage;
import io.berth.index.ImageFacts;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.index.Signature;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes {@link ImageFacts} of documents that are in hand. */
final class FactsBuilder {
    private static final Platform UNKNOWN = new Platform("", "", "", "", List.of());

    private final Map<Digest, Document> documents = new HashMap<>();
    private final Map<Digest, ImageConfig> configs;
    private final Predicate<Digest> isHere;
    private final Set<Digest> closure = new LinkedHashSet<>();

    /**
     * Prepares for one image.
     *
     * @param documents manifests and indexes, the target among them
     * @param configs by digest
     * @param isHere whether a blob is live
     */
    FactsBuilder(Iterable<Document> documents, Map<Digest, ImageConfig> configs, Predicate<Digest> isHere) {
        documents.forEach(document -> this.documents.put(document.descriptor().digest(), document));
        this.configs = configs;
        this.isHere = isHere;
    }

    ImageFacts build(Descriptor target, List<Repository> sources, List<Signature> signatures) {
        List<ManifestFacts> manifests = new ArrayList<>();
        add(target, manifests);
        return new ImageFacts(target, manifests, closure, sources, signatures, subject(target));
    }

    private @Nullable Digest subject(Descriptor target) {
        Document document = documents.get(target.digest());
        Descriptor subject = document == null ? null : document.manifest().subject();
        return subject == null ? null : subject.digest();
    }

    private void add(Descriptor descriptor, List<ManifestFacts> manifests) {
        Document document = documents.get(descriptor.digest());
        if (document != null) {
            closure.add(descriptor.digest());
        }
        switch (document == null ? null : document.manifest()) {
            case null -> manifests.add(absent(descriptor));
            case ImageIndex index -> index.manifests().forEach(child -> add(child, manifests));
            case ImageManifest manifest -> manifests.add(present(descriptor, manifest));
        }
    }

    private static ManifestFacts absent(Descriptor descriptor) {
        return new ManifestFacts(
                descriptor,
                false,
                kind(descriptor, null),
                platform(descriptor, null),
                null,
                null,
                Map.of(),
                0,
                Attestations.subject(descriptor).orElse(null));
    }

    private ManifestFacts present(Descriptor descriptor, ImageManifest manifest) {
        Map<Digest, Long> parts = new LinkedHashMap<>();
        manifest.children().forEach(part -> parts.putIfAbsent(part.digest(), part.size()));
        boolean whole = parts.keySet().stream().allMatch(isHere);
        parts.keySet().removeIf(isHere.negate());
        closure.addAll(parts.keySet());
        ImageConfig config = configs.get(manifest.config().digest());
        return new ManifestFacts(
                descriptor,
                whole,
                kind(descriptor, manifest),
                platform(descriptor, config),
                manifest.config().digest(),
                config == null ? null : config.created(),
                config == null ? Map.of() : config.labels(),
                descriptor.size()
                        + parts.values().stream().mapToLong(Long::longValue).sum(),
                Attestations.subject(descriptor).orElse(null));
    }

    private static Kind kind(Descriptor descriptor, @Nullable ImageManifest manifest) {
        if (Attestations.is(descriptor)) {
            return Kind.ATTESTATION;
        }
        boolean image = manifest == null
                ? MediaTypes.isManifest(descriptor.mediaType()) && descriptor.artifactType() == null
                : MediaTypes.isImageConfig(manifest.config().mediaType());
        return image ? Kind.IMAGE : Kind.UNKNOWN;
    }

    private static Platform platform(Descriptor descriptor, @Nullable ImageConfig config) {
        if (config != null) {
            return config.platform();
        }
        return descriptor.platform() == null ? UNKNOWN : descriptor.platform();
    }

    private static boolean isUnopened(ManifestFacts one) {
        return MediaTypes.isIndex(one.descriptor().mediaType());
    }

    /** Puts an image in place with these facts, besides those that are known of it. */
    static PutImage put(ImageFacts facts) {
        return new PutImage(facts.id(), before -> merge(before, facts));
    }

    /**
     * What is known after more of an image has come: for each manifest the fact that knows more, all blobs, sources and
     * signatures of both. A nested index that was opened before and not now is replaced by what it was found to list. Pure.
     */
    private static ImageFacts merge(@Nullable ImageFacts before, ImageFacts now) {
        if (before == null) {
            return now;
        }
        Map<Digest, ManifestFacts> known = new HashMap<>();
        before.manifests().forEach(one -> known.put(one.descriptor().digest(), one));
        List<ManifestFacts> manifests = new ArrayList<>();
        Set<Digest> listed = new HashSet<>();
        now.manifests().forEach(one -> listed.add(one.descriptor().digest()));
        for (ManifestFacts one : now.manifests()) {
            Digest digest = one.descriptor().digest();
            if (isUnopened(one) && before.closure().contains(digest)) {
                before.manifests().stream()
                        .filter(old ->
                                !isUnopened(old) && listed.add(old.descriptor().digest()))
                        .forEach(manifests::add);
            } else {
                ManifestFacts old = known.get(digest);
                manifests.add(old != null && (old.available() || one.config() == null) ? old : one);
            }
        }
        Set<Digest> closure = new LinkedHashSet<>(before.closure());
        closure.addAll(now.closure());
        Set<Repository> sources = new LinkedHashSet<>(before.sources());
        sources.addAll(now.sources());
        Set<Signature> signatures = new LinkedHashSet<>(before.signatures());
        signatures.addAll(now.signatures());
        return new ImageFacts(
                now.target(),
                manifests,
                closure,
                List.copyOf(sources),
                List.copyOf(signatures),
                now.subject() == null ? before.subject() : now.subject());
    }
}
