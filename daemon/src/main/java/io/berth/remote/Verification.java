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
        Digest digest = Digest.of(
                wanted.digest().algorithm(), wanted.digest().algorithm().hash().digest(bytes));
        if (!digest.equals(wanted.digest())) {
            throw RemoteProblems.wrongDigest(what, wanted.digest(), digest);
        }
    }
}
