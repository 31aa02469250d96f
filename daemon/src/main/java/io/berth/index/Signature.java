package io.berth.index;

import io.berth.oci.Digest;

/**
 * A signature of an image that was proven when it was pulled, kept with the image: its digest is what was signed, so that
 * the proof holds as long as the key is trusted.
 *
 * @param key SHA-256 of the public key, in its DER form
 * @param name what the policy calls the key
 * @param reference what the signer called the image; empty where the signed text does not say
 */
public record Signature(Form form, Digest key, String name, String reference) {
    /** How it was written (API 1.53, {@code SignatureType}). */
    public enum Form {
        SIMPLE_SIGNING,
        BUNDLE
    }
}
