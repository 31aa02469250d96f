package io.berth.index;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * An immutable array in an order without ties. A change copies it once: for ten thousand rows that takes microseconds,
 * where a copy of a hash map takes many hundred.
 */
final class SortedRows<R> {
    private final Comparator<? super R> order;
    private final List<R> rows;

    private SortedRows(Comparator<? super R> order, List<R> rows) {
        this.order = order;
        this.rows = rows;
    }

    static <R> SortedRows<R> empty(Comparator<? super R> order) {
        return new SortedRows<>(order, List.of());
    }

    List<R> rows() {
        return rows;
    }

    /** The same rows without {@code gone} and with {@code come}, which may take the places of those that went. */
    SortedRows<R> with(Collection<R> gone, Collection<R> come) {
        if (gone.isEmpty() && come.isEmpty()) {
            return this;
        }
        List<R> out = sorted(gone);
        List<R> in = sorted(come);
        int size = rows.size() - out.size() + in.size();
        @SuppressWarnings("unchecked")
        R[] merged = (R[]) new Object[size];
        merge(merged, out, in);
        return new SortedRows<>(order, Collections.unmodifiableList(Arrays.asList(merged)));
    }

    /** Copies runs of rows between the places where something goes or comes. */
    private void merge(R[] merged, List<R> out, List<R> in) {
        int from = 0;
        int to = 0;
        int o = 0;
        int i = 0;
        while (o < out.size() || i < in.size()) {
            boolean takesAway = o < out.size() && (i == in.size() || order.compare(out.get(o), in.get(i)) <= 0);
            R next = takesAway ? out.get(o) : in.get(i);
            int at = from + lowerBound(rows.subList(from, rows.size()), row -> order.compare(row, next));
            to = copy(from, at, merged, to);
            from = at;
            if (takesAway) {
                from++;
                o++;
            } else {
                merged[to++] = next;
                i++;
            }
        }
        copy(from, rows.size(), merged, to);
    }

    private int copy(int from, int end, R[] target, int to) {
        for (int i = from; i < end; i++) {
            target[to + i - from] = rows.get(i);
        }
        return to + end - from;
    }

    private List<R> sorted(Collection<R> some) {
        return some.stream().sorted(order).toList();
    }

    /** The row that compares as 0. */
    Optional<R> find(ToIntFunction<R> toProbe) {
        int at = lowerBound(rows, toProbe);
        return at < rows.size() && toProbe.applyAsInt(rows.get(at)) == 0 ? Optional.of(rows.get(at)) : Optional.empty();
    }

    /** The run of rows that compare as 0. */
    List<R> run(ToIntFunction<R> toProbe) {
        int from = lowerBound(rows, toProbe);
        int end = from;
        while (end < rows.size() && toProbe.applyAsInt(rows.get(end)) == 0) {
            end++;
        }
        return rows.subList(from, end);
    }

    private static <R> int lowerBound(List<R> rows, ToIntFunction<R> toProbe) {
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (toProbe.applyAsInt(rows.get(middle)) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
