package io.berth.index;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of strings in one text, since the labels of all images are held in memory: twenty take a third of what
 * they take in a hash map. Iterates by key. A look-up goes through all keys, but looks only at those of the same length.
 */
final class Labels extends AbstractMap<String, String> {
    private static final Labels NONE = new Labels("", new int[0]);

    /** Keys and values in turn, and where each of them ends. */
    private final String text;

    private final int[] ends;

    private Labels(String text, int[] ends) {
        this.text = text;
        this.ends = ends;
    }

    static Labels copyOf(Map<String, String> map) {
        if (map instanceof Labels labels) {
            return labels;
        }
        if (map.isEmpty()) {
            return NONE;
        }
        StringBuilder text = new StringBuilder();
        int[] ends = new int[2 * map.size()];
        int at = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            ends[at++] = text.append(entry.getKey()).length();
            ends[at++] = text.append(entry.getValue()).length();
        }
        return new Labels(text.toString(), ends);
    }

    @Override
    public int size() {
        return ends.length / 2;
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable String get(Object key) {
        if (key instanceof String wanted) {
            for (int at = 0; at < ends.length; at += 2) {
                int start = start(at);
                if (ends[at] - start == wanted.length() && text.startsWith(wanted, start)) {
                    return part(at + 1);
                }
            }
        }
        return null;
    }

    /** Characters of all keys and values. */
    String text() {
        return text;
    }

    private int start(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    private String part(int part) {
        return text.substring(start(part), ends[part]);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Labels.this.size();
            }

            @Override
            public Iterator<Entry<String, String>> iterator() {
                return entries();
            }
        };
    }

    private Iterator<Entry<String, String>> entries() {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < ends.length;
            }

            @Override
            public Entry<String, String> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                at += 2;
                return Map.entry(part(at - 2), part(at - 1));
            }
        };
    }
}
