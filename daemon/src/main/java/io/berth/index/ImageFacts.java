package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an image from bytes that were in hand when it was published; kept in its database row, so that no
 * list or start opens a file.
 *
 * @param target the manifest or index that names point to; its digest is the image's ID
 * @param manifests the children of an index in their order, or the one manifest itself
 * @param closure every blob that the image holds here: target, manifests, configs, layers that are present
 * @param sources the repositories that it was pulled from, in order of first appearance
 * @param signatures that were proven when it was pulled, because the policy asked for them
 * @param subject the manifest that the target says it is about; null for what is about nothing else
 */
public record ImageFacts(
        Descriptor target,
        List<ManifestFacts> manifests,
        Set<Digest> closure,
        List<Repository> sources,
        List<Signature> signatures,
        @Nullable Digest subject) {
    public ImageFacts {
        manifests = List.copyOf(manifests);
        closure = Set.copyOf(closure);
        sources = List.copyOf(sources);
        signatures = List.copyOf(signatures);
    }

    /** Facts of an image without signatures, which is about nothing else. */
    public ImageFacts(Descriptor target, List<ManifestFacts> manifests, Set<Digest> closure, List<Repository> sources) {
        this(target, manifests, closure, sources, List.of(), null);
    }

    /** The same image, from this repository and with these signatures too. */
    public ImageFacts with(Repository source, Collection<Signature> more) {
        Set<Repository> allSources = new LinkedHashSet<>(sources);
        allSources.add(source);
        Set<Signature> allSignatures = new LinkedHashSet<>(signatures);
        allSignatures.addAll(more);
        return new ImageFacts(target, manifests, closure, List.copyOf(allSources), List.copyOf(allSignatures), subject);
    }

    /** The same image, which is about this manifest. */
    public ImageFacts about(Digest manifest) {
        return new ImageFacts(target, manifests, closure, sources, signatures, manifest);
    }

    public Digest id() {
        return target.digest();
    }

    /** The manifest that stands for the image in lists and in inspect. */
    public Optional<ManifestFacts> shown() {
        return ShownManifest.of(manifests);
    }

    public @Nullable Digest config() {
        return shown().map(ManifestFacts::config).orElse(null);
    }
}
