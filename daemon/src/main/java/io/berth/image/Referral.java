package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An artifact of this store that is about an image and goes along when that is pushed: a signature, a list of what is in it.
 *
 * @param tag that ties it to the image, as cosign has it ({@code sha256-<hex>.sig}); null where its manifest's
 *     {@code subject} does
 */
record Referral(Image artifact, @Nullable String tag) {
    private static final Pattern TAG = Pattern.compile("sha256-([a-f0-9]{64})\\.[a-z0-9.-]{1,40}");

    /**
     * Those about any of these documents, and those about them in turn; at most {@link Limits#REFERRALS_MAX}.
     *
     * @param repositories that the image is known from: tags are looked for in them alone
     */
    static List<Referral> of(ImageTable images, Content content, Set<Repository> repositories, Set<Digest> documents)
            throws IOException {
        List<Image> artifacts =
                images.byCreated().stream().filter(Referral::isArtifact).toList();
        Set<Digest> about = new HashSet<>(documents);
        List<Referral> found = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Image artifact : artifacts) {
                boolean fits = found.size() < Limits.REFERRALS_MAX && !about.contains(artifact.id());
                Referral referral = fits ? find(artifact, content, repositories, about) : null;
                if (referral != null) {
                    found.add(referral);
                    about.add(artifact.id());
                    more = true;
                }
            }
        }
        return found;
    }

    /** Images are tied to nothing: only what is of another kind is opened. */
    private static boolean isArtifact(Image image) {
        List<ManifestFacts> manifests = image.facts().manifests();
        boolean tagged = image.names().stream()
                .anyMatch(name -> TAG.matcher(name.findTag().orElse("")).matches());
        return tagged || (manifests.size() == 1 && manifests.getFirst().kind() == Kind.UNKNOWN);
    }

    private static @Nullable Referral find(
            Image artifact, Content content, Set<Repository> repositories, Set<Digest> about) throws IOException {
        Set<String> hex = about.stream().map(Digest::hex).collect(Collectors.toSet());
        for (Reference name : artifact.names()) {
            Matcher tag = TAG.matcher(name.findTag().orElse(""));
            if (repositories.contains(name.repository()) && tag.matches() && hex.contains(tag.group(1))) {
                return new Referral(artifact, name.tag());
            }
        }
        Descriptor target = artifact.facts().target();
        Descriptor subject = Manifest.parse(
                        content.read(target.digest(), Limits.MANIFEST_BYTES_MAX), target.mediaType())
                .subject();
        return subject != null && about.contains(subject.digest()) ? new Referral(artifact, null) : null;
    }
}
