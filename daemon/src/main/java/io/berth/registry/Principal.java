package io.berth.registry;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name null for somebody who has not said it
 */
public record Principal(@Nullable String name) {
    public static final Principal ANONYMOUS = new Principal(null);
}
