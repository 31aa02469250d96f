package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Manifest;

/** A manifest or index, proven to be what its descriptor says, and parsed. */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
record Document(Descriptor descriptor, byte[] bytes, Manifest manifest) {
    static Document parse(Descriptor descriptor, byte[] bytes) {
        Manifest manifest = Manifest.parse(bytes, descriptor.mediaType());
        return new Document(descriptor, bytes, manifest);
    }
}
