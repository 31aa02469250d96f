package io.berth.remote;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;

/** Bytes against the descriptor that promised them. */
final class Verification {
    private Verification() {}

    static void check(String what, Descriptor wanted, byte[] bytes) {
        if (bytes.length != wanted.size()) {
            throw RemoteProblems.wrongSize(what, wanted, bytes.length);
        }
        Digest digest = digest(wanted.digest().algorithm(), bytes);
        if (!digest.equals(wanted.digest())) {
            throw RemoteProblems.wrongDigest(what, wanted.digest(), digest);
        }
    }

    static Digest digest(Digest.Algorithm algorithm, byte[] bytes) {
        return Digest.of(algorithm, algorithm.hash().digest(bytes));
    }
}
