package io.berth.index;

import io.berth.io.Limits;
import io.berth.io.Recent;
import java.util.Map;

/**
 * Gives one object for equal values, so that what many images have in common (a platform, a repository, a layer's digest)
 * is in memory once. Of values that were not seen lately it gives another.
 */
final class Shared {
    private final Map<Object, Object> seen = Recent.used(Limits.SHARED_VALUES_MAX);

    /** The value, or an equal one that was given before. The value's class decides alone about equality. */
    @SuppressWarnings("unchecked") // equal values are of one class here
    <T> T one(T value) {
        Object before = seen.putIfAbsent(value, value);
        return before == null ? value : (T) before;
    }
}
