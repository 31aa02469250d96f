package io.berth.trust;

import io.berth.index.Signature;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** What one pull or load must prove of the images of its repository. */
public final class Admission {
    private final Repository repository;
    private final Policy.Found found;
    private final String act;

    Admission(Repository repository, Policy.Found found, String act) {
        this.repository = repository;
        this.found = found;
        this.act = act;
    }

    /**
     * An image as it is about to be named.
     *
     * @param reference by which it is pulled
     * @param digest of the manifest or index that this points to, proven
     * @param manifest its bytes; asked for only where a signature is to be proven
     * @param known signatures that were proven when it was pulled before
     */
    public record Candidate(Reference reference, Digest digest, Bytes manifest, List<Signature> known) {
        public Candidate {
            known = List.copyOf(known);
        }
    }

    /** Where bytes are had. */
    @FunctionalInterface
    public interface Bytes {
        byte[] get() throws IOException;
    }

    /** The rule that counts, by a name that it has in every run and no other rule has; empty where everything is accepted. */
    public String rule() {
        return found.rule().id();
    }

    /** The same with a client that is there already. */
    public List<Signature> check(Candidate image, RegistryClient client, CancelToken cancel) throws IOException {
        return check(image, () -> client, cancel);
    }

    /**
     * Lets an image through, or not. Asks the registry for signatures only where the rule wants some that are not known.
     *
     * @param client asks the repository's registry
     * @return the signatures that let it through, to be kept with the image; none where the rule wants none
     * @throws Forbidden with the reason where it must not be pulled
     * @throws Problem where the registry cannot be asked for signatures
     */
    public List<Signature> check(Candidate image, Supplier<RegistryClient> client, CancelToken cancel)
            throws IOException {
        if (found.rule() instanceof Rule.Signed rule) {
            SignatureCheck check = known(rule, image);
            if (!check.isEnough()) {
                new SignatureSearch(client.get(), cancel, image, check).run();
            }
            return proven(rule, check, image);
        }
        return checkKnown(image);
    }

    private SignatureCheck known(Rule.Signed rule, Candidate image) {
        SignatureCheck check = new SignatureCheck(rule, repository, image.digest());
        check.take(image.known());
        return check;
    }

    private List<Signature> proven(Rule.Signed rule, SignatureCheck check, Candidate image) {
        if (!check.isEnough()) {
            throw refused(image, rule.wish() + ", " + check.why());
        }
        return check.proven();
    }

    /**
     * Lets an image through by what is known here alone, or not: nobody is asked for signatures.
     *
     * @return the signatures that let it through
     * @throws Forbidden with the reason where it must not have that name
     */
    public List<Signature> checkKnown(Candidate image) {
        return switch (found.rule()) {
            case Rule.Accept _ -> List.of();
            case Rule.Reject _ -> throw refused(image, "rejects it");
            case Rule.Digests(var digests) -> {
                if (!digests.contains(image.digest())) {
                    throw refused(image, "does not list " + image.digest());
                }
                yield List.of();
            }
            case Rule.Signed rule -> proven(rule, known(rule, image), image);
        };
    }

    private Forbidden refused(Candidate image, String why) {
        return refused(act, image.reference().familiar(), '"' + found.where() + "\" " + why);
    }

    static Forbidden refused(String act, String name, String why) {
        return new Forbidden(Subject.IMAGE, act + " of " + name + " is refused by the policy: " + why);
    }
}
