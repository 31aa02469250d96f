package io.berth.registry;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name null for somebody who has not said it
 * @param address from which they ask; empty where connections have none
 * @param proof what the {@link Access} that identified them goes by; null where nothing was shown
 */
public record Principal(
        @Nullable String name, String address, @Nullable Proof proof) {
    public static final Principal ANONYMOUS = new Principal(null, "", null);

    /** What was shown and proven. */
    public interface Proof {}
}
