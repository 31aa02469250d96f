package io.berth.registry.cache;

import io.berth.oci.Reference;
import io.berth.oci.Repository;

/**
 * What somebody wants.
 *
 * @param rule that counted for its repository when they asked: who asks under another one shares no answer with them
 */
record Wish(Reference reference, String rule) {
    Repository repository() {
        return reference.repository();
    }
}
