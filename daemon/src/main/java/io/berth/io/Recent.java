package io.berth.io;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that holds so many entries at the most: beyond, one goes for each that comes. Not for several threads. */
public final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final float LOAD = 0.75f;

    private final int most;

    private Recent(int most, boolean byUse) {
        super(16, LOAD, byUse);
        this.most = most;
    }

    /** The one that came first goes. */
    public static <K, V> Recent<K, V> added(int most) {
        return new Recent<>(most, false);
    }

    /** The one that was asked for least recently goes. */
    public static <K, V> Recent<K, V> used(int most) {
        return new Recent<>(most, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
