package io.berth.trust;

import io.berth.oci.Digest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What must be true of an image of some repository before it is pulled. */
sealed interface Rule {
    /** Nothing. */
    record Accept() implements Rule {}

    /** It is not pulled. */
    record Reject() implements Rule {}

    /** The name points to one of these manifests or indexes. */
    record Digests(Set<Digest> digests) implements Rule {
        public Digests {
            digests = Set.copyOf(digests);
        }
    }

    /**
     * So many of these keys signed the manifest or index that the name points to.
     *
     * @param threshold at least one, at most as many as there are keys
     */
    record Signed(List<TrustedKey> keys, int threshold, SignedName name) implements Rule {
        public Signed {
            keys = List.copyOf(keys);
        }

        /** As messages say it. */
        String wish() {
            String names = keys.stream().map(TrustedKey::name).collect(Collectors.joining(", "));
            String how = keys.size() == 1 ? "" : threshold == 1 ? "one of " : threshold + " of ";
            return "wants it signed with " + how + names;
        }
    }
}
