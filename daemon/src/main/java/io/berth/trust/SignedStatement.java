package io.berth.trust;

import io.berth.index.Signature.Form;
import io.berth.oci.Digest;
import java.util.List;

/**
 * What somebody claims to have signed; nothing of it is proven.
 *
 * @param message the very bytes that the signatures are of
 * @param signatures of one signer or of several
 * @param image what the message is about
 * @param reference what the message calls it; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
record SignedStatement(Form form, byte[] message, List<byte[]> signatures, Digest image, String reference) {
    SignedStatement {
        signatures = List.copyOf(signatures);
    }
}
