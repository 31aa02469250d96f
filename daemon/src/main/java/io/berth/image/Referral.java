package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An artifact of this store that is about an image and goes along when that is pushed: a signature, a list of what is in it.
 *
 * @param tag that ties it to the image, as cosign has it ({@code sha256-<hex>.sig}); null where its manifest's
 *     {@code subject} does
 */
record Referral(Image artifact, @Nullable String tag) {
    private static final Pattern KIND = Pattern.compile("[a-z0-9.-]{1,40}");

    /**
     * What is about an image.
     *
     * @param isMore whether there is more than was taken
     */
    record Found(List<Referral> referrals, boolean isMore) {
        Found {
            referrals = List.copyOf(referrals);
        }
    }

    /**
     * Those about any of these documents, and those about them in turn; at most {@link Limits#REFERRALS_MAX}. Looks them up
     * among the images and opens no file: how many others are here does not matter.
     *
     * @param repositories that the image is known from: tags are looked for in them alone
     */
    static Found of(ImageTable images, Set<Repository> repositories, Collection<Digest> documents) {
        List<Referral> found = new ArrayList<>();
        Set<Digest> seen = new HashSet<>(documents);
        Queue<Digest> about = new ArrayDeque<>(documents);
        while (!about.isEmpty()) {
            for (Referral referral : about(images, repositories, about.remove())) {
                Digest id = referral.artifact().id();
                if (!seen.add(id)) {
                    continue;
                }
                if (found.size() == Limits.REFERRALS_MAX) {
                    return new Found(found, true);
                }
                found.add(referral);
                about.add(id);
            }
        }
        return new Found(found, false);
    }

    private static List<Referral> about(ImageTable images, Set<Repository> repositories, Digest document) {
        List<Referral> found = new ArrayList<>();
        String prefix = document.algorithm().label() + '-' + document.hex() + '.';
        for (Repository repository : repositories) {
            for (ImageTable.Named tagged : images.byTagPrefix(repository, prefix)) {
                String tag = tagged.name().findTag().orElseThrow();
                if (KIND.matcher(tag.substring(prefix.length())).matches()) {
                    found.add(new Referral(tagged.image(), tag));
                }
            }
        }
        images.bySubject(document).forEach(artifact -> found.add(new Referral(artifact, null)));
        return found;
    }
}
