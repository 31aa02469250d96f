package io.berth.trust;

import io.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must be true of an image of some repository before it is pulled. */
sealed interface Rule {
    /** The same for rules that let the same in, and for no others; empty where that is everything. */
    default String id() {
        return switch (this) {
            case Accept _ -> "";
            case Reject _ -> "reject";
            case Digests(var digests) -> "digest " + all(digests.stream());
            case Signed rule ->
                "signed %d %s %s"
                        .formatted(
                                rule.threshold(),
                                rule.name().id(),
                                all(rule.keys().stream().map(TrustedKey::fingerprint)));
        };
    }

    private static Digest all(Stream<Digest> digests) {
        String text = digests.map(Digest::toString).sorted().collect(Collectors.joining("\n"));
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

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
