package io.berth.remote.hosts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a host may be asked for (containerd, docs/hosts.md, "capabilities"). */
public enum Capability {
    /** Bytes whose digest is known. */
    PULL,
    /** What a tag points to: only hosts whose word is good. */
    RESOLVE,
    PUSH,
    REFERRERS;

    static Optional<Capability> find(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst();
    }
}
