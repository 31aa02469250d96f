package io.berth.image;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.remote.RegistryClient;
import io.berth.remote.Resolution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry has about an image that is copied from there, so that it goes along as it does when the image is pushed
 * ({@link Referral}): what refers to one of its documents, and what cosign has tied to one by a tag.
 */
final class CopyReferrals {
    private static final Logger LOG = LoggerFactory.getLogger(CopyReferrals.class);

    /** What tags end with: signatures, attestations, lists of contents (cosign, "Signature Spec"). */
    private static final List<String> KINDS = List.of("sig", "att", "sbom");

    private final RegistryClient source;
    private final PullDocuments documents;
    private final CancelToken cancel;
    private final Set<Digest> seen = new HashSet<>();
    private final List<Found> found = new ArrayList<>();
    private boolean more;

    /**
     * Something about the image.
     *
     * @param documents of it, each behind all that it names
     * @param tag that ties it to the image; null where its manifest's {@code subject} does
     */
    record Found(List<Document> documents, @Nullable String tag) {
        Found {
            documents = List.copyOf(documents);
        }

        Reference in(Repository repository) {
            return tag == null
                    ? Reference.digested(
                            repository, documents.getLast().descriptor().digest())
                    : Reference.tagged(repository, tag);
        }
    }

    CopyReferrals(RegistryClient source, PullDocuments documents, CancelToken cancel) {
        this.source = source.aside();
        this.documents = documents;
        this.cancel = cancel;
    }

    /**
     * Those about any of these documents, and those about them in turn; at most {@link Limits#REFERRALS_MAX}. What is
     * listed and cannot be read, or is about something else, is passed over and named in the log.
     */
    List<Found> about(Collection<Document> copied) {
        Queue<Digest> about = new ArrayDeque<>();
        copied.forEach(document -> about.add(document.descriptor().digest()));
        seen.addAll(about);
        while (!about.isEmpty() && !more) {
            Digest document = about.remove();
            for (String kind : KINDS) {
                String tag = document.algorithm().label() + '-' + document.hex() + '.' + kind;
                carefully(tag, () -> tagged(tag).ifPresent(one -> add(one, tag, about)));
            }
            for (Descriptor listed : referrers(document)) {
                carefully(listed.digest().toString(), () -> {
                    Document referrer =
                            documents.child(Descriptor.of(listed.mediaType(), listed.digest(), listed.size()));
                    if (isAbout(referrer, document)) {
                        add(referrer, null, about);
                    }
                });
            }
        }
        return List.copyOf(found);
    }

    /** Whether there are more than were taken. */
    boolean isMore() {
        return more;
    }

    private void carefully(String what, Runnable look) {
        try {
            look.run();
        } catch (NotFound | Corrupt | TooLarge | Unsupported e) {
            LOG.warn("{} of {} does not go along: {}", what, source.repository(), e.text());
        }
    }

    private Optional<Document> tagged(String tag) {
        if (!Reference.isTag(tag)) {
            return Optional.empty();
        }
        Reference reference = Reference.tagged(source.repository(), tag);
        Resolution there;
        try {
            there = source.resolve(reference, cancel);
        } catch (NotFound e) {
            return Optional.empty();
        }
        return Optional.of(documents.root(reference, there));
    }

    private List<Descriptor> referrers(Digest document) {
        try {
            return source.referrers(document, cancel).stream()
                    .filter(PullSelection::isDocument)
                    .limit(Limits.REFERRALS_MAX + 1)
                    .toList();
        } catch (Corrupt | TooLarge e) {
            LOG.warn("what refers to {}@{} is not known: {}", source.repository(), document, e.text());
            return List.of();
        }
    }

    /** A list may say anything. */
    private static boolean isAbout(Document referrer, Digest document) {
        Descriptor subject = referrer.manifest().subject();
        return subject != null && subject.digest().equals(document);
    }

    private void add(Document root, @Nullable String tag, Queue<Digest> about) {
        Digest digest = root.descriptor().digest();
        if (!seen.add(digest)) {
            return;
        }
        more = found.size() == Limits.REFERRALS_MAX;
        if (!more) {
            found.add(new Found(
                    CopyPlan.ordered(PullSelection.of(root, new PullPlatforms.All(), documents::child)), tag));
            about.add(digest);
        }
    }
}
