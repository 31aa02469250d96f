package io.berth.registry.cache;

import io.berth.index.Signature;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.remote.RegistryClient;
import io.berth.trust.Admission;
import io.berth.trust.Admission.Bytes;
import io.berth.trust.Admission.Candidate;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Holds what comes in to the user's policy, as a pull does: a rejected repository is never served, and what no admitted
 * manifest names must itself be listed or signed. Signatures that were proven are remembered while the daemon runs.
 */
final class Gate {
    private final TrustPolicy policy;
    private final CancelToken stop;
    private final Map<Reference, List<Signature>> proven = Recent.added(Limits.CACHE_PROOFS_MAX);

    Gate(TrustPolicy policy, CancelToken stop) {
        this.policy = policy;
        this.stop = stop;
    }

    /**
     * Lets requests for a repository through, or not.
     *
     * @return the rule that counts for it now: what another one has let in must be looked at again
     * @throws io.berth.problem.Problem.Forbidden where the policy rejects it
     */
    String open(Repository repository) {
        return policy.admission(repository).rule();
    }

    /**
     * Lets in what a reference points to.
     *
     * @return the rule by which it came in
     * @throws io.berth.problem.Problem.Forbidden where the policy wants it listed or signed, and it is not
     */
    String check(Reference reference, Digest digest, Bytes bytes, RegistryClient client) throws IOException {
        Admission admission = policy.admission(reference.repository());
        Reference key = Reference.digested(reference.repository(), digest);
        List<Signature> signatures = admission.check(new Candidate(reference, digest, bytes, known(key)), client, stop);
        if (!signatures.isEmpty()) {
            remember(key, signatures);
        }
        return admission.rule();
    }

    synchronized List<Signature> known(Reference key) {
        return proven.getOrDefault(key, List.of());
    }

    synchronized void remember(Reference key, List<Signature> signatures) {
        proven.put(key, signatures);
    }
}
