package io.berth.image;

import io.berth.index.Index;
import io.berth.index.Signature;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.trust.Admission.Candidate;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the policy says of the names that an archive brings: whoever made it chose them, and not the user, so they are
 * taken as those of a pull are. Signatures are looked for at the registry that the name tells of.
 */
final class LoadAdmission {
    private final TrustPolicy policy;
    private final Remotes remotes;
    private final Index index;

    LoadAdmission(TrustPolicy policy, Remotes remotes, Index index) {
        this.policy = policy;
        this.remotes = remotes;
        this.index = index;
    }

    /**
     * Lets an image through under all of its names.
     *
     * @return the signatures that did, to be kept with the image
     * @throws io.berth.problem.Problem.Forbidden where one of the names must not be given to it
     */
    List<Signature> check(LoadedImage image, CancelToken cancel) throws IOException {
        Digest digest = image.root().descriptor().digest();
        List<Signature> known = index.images()
                .byId(digest)
                .map(here -> here.facts().signatures())
                .orElse(List.of());
        Set<Signature> proven = new LinkedHashSet<>();
        for (Reference name : image.names()) {
            Candidate candidate = new Candidate(name, digest, image.root()::bytes, known);
            proven.addAll(policy.admission(name.repository(), "load")
                    .check(
                            candidate,
                            () -> remotes.client(name.repository(), new Credentials.Anonymous(), Map.of()),
                            cancel));
        }
        return List.copyOf(proven);
    }
}
