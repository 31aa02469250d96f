package io.berth.image;

import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.index.Change.EndJob;
import io.berth.index.Change.Log;
import io.berth.index.Change.PutImage;
import io.berth.index.Change.PutName;
import io.berth.index.Change.Use;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.index.ManifestFacts;
import io.berth.index.Signature;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The one change that makes a pulled image visible. */
final class PullPublication {
    private final Index index;
    private final Reference reference;
    private final List<Reference> names;
    private final Supplier<List<String>> mirrors;

    /**
     * Publishes one pull.
     *
     * @param mirrors those that have served it, asked when it is published
     */
    PullPublication(Index index, Reference reference, Supplier<List<String>> mirrors) {
        this.mirrors = mirrors;
        this.index = index;
        this.reference = reference;
        this.names = names(reference);
    }

    /** A tag and a digest are two names. */
    private static List<Reference> names(Reference reference) {
        List<Reference> names = new ArrayList<>();
        reference.findTag().ifPresent(tag -> names.add(Reference.tagged(reference.repository(), tag)));
        reference.findDigest().ifPresent(digest -> names.add(Reference.digested(reference.repository(), digest)));
        return names;
    }

    /** Whether the names point to this image already. */
    boolean isNamed(Digest image) {
        return names.stream()
                .allMatch(name -> index.images()
                        .byName(name)
                        .filter(named -> named.id().equals(image))
                        .isPresent());
    }

    /**
     * Whether what was asked for finds the image already, as clients are told: {@code repository@digest} does where any
     * name of that repository is on it.
     */
    boolean isKnown(Digest image) {
        boolean digestAlone = reference.tag() == null && reference.digest() != null;
        return isNamed(image) || (digestAlone && isInRepository(image));
    }

    private boolean isInRepository(Digest image) {
        return index.images().byId(image).stream()
                .flatMap(here -> here.names().stream())
                .anyMatch(name -> name.repository().equals(reference.repository()));
    }

    /** Names an image that is here. */
    void publish(Image image, List<Signature> signatures) {
        List<Change> steps = new ArrayList<>();
        ImageFacts facts = image.facts();
        Repository source = reference.repository();
        if (!facts.with(source, signatures).equals(facts)) {
            steps.add(
                    new PutImage(image.id(), present -> (present == null ? facts : present).with(source, signatures)));
        }
        if (!isNamed(image.id())) {
            names.forEach(name -> steps.add(new PutName(name, image.id(), "pull")));
        }
        steps.add(new Use(image.id(), Instant.now()));
        steps.add(event(image.labels()));
        index.apply(steps);
    }

    /** What will be known of an image when all that was chosen of it is here. */
    ImageFacts facts(Document root, PullSelection selection, PullContents contents, List<Signature> signatures) {
        Map<Digest, ImageConfig> configs = new LinkedHashMap<>();
        Set<Digest> here = new LinkedHashSet<>();
        for (PullContents.Config config : contents.configs()) {
            configs.put(config.descriptor().digest(), config.parsed());
            here.add(config.descriptor().digest());
        }
        contents.blobs().forEach(blob -> here.add(blob.digest()));
        return new FactsBuilder(selection.documents(), configs, here::contains)
                .build(root.descriptor(), List.of(reference.repository()), signatures);
    }

    /** Puts a pulled image in place; all its blobs are held by the job, which ends. */
    void publish(JobId job, ImageFacts facts) {
        List<Change> steps = new ArrayList<>();
        steps.add(FactsBuilder.put(facts));
        names.forEach(name -> steps.add(new PutName(name, facts.id(), "pull")));
        steps.add(new Use(facts.id(), Instant.now()));
        steps.add(event(facts.shown().map(ManifestFacts::labels).orElse(Map.of())));
        steps.add(new EndJob(job));
        index.apply(steps);
    }

    private Log event(Map<String, String> labels) {
        Map<String, String> attributes = new LinkedHashMap<>(labels);
        attributes.put("name", reference.repository().familiar());
        List<String> served = mirrors.get();
        if (!served.isEmpty()) {
            attributes.put("mirror", String.join(",", served));
        }
        return new Log(new Draft("image", "pull", reference.familiar(), attributes));
    }
}
