package io.berth.server.engine;

import io.berth.image.ImageFilter;
import io.berth.server.http.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the filters that lists and prunes of images take. */
final class ImageFilters {
    private static final Set<String> LIST =
            Set.of("dangling", "label", "label!", "before", "since", "reference", "until");
    private static final Set<String> PRUNE = Set.of("dangling", "label", "label!", "until");

    private ImageFilters() {}

    /** Those of a list; before 1.40 the parameter {@code filter} is one more {@code reference}. */
    static ImageFilter ofList(Request request, Instant now) {
        QueryFilters filters = QueryFilters.of(request).allowing(LIST);
        List<String> references = new ArrayList<>(filters.values("reference"));
        if (request.version().isBefore(40)) {
            request.query("filter").filter(text -> !text.isEmpty()).ifPresent(references::add);
        }
        return new ImageFilter(
                filters.has("dangling") ? filters.flag("dangling", false) : null,
                filters.values("label"),
                filters.values("label!"),
                filters.values("before"),
                filters.values("since"),
                until(filters, now),
                references);
    }

    /** Those of a prune: only dangling images unless {@code dangling=false}. */
    static ImageFilter ofPrune(Request request, Instant now) {
        QueryFilters filters = QueryFilters.of(request).allowing(PRUNE);
        return new ImageFilter(
                filters.flag("dangling", true) ? true : null,
                filters.values("label"),
                filters.values("label!"),
                List.of(),
                List.of(),
                until(filters, now),
                List.of());
    }

    private static List<Instant> until(QueryFilters filters, Instant now) {
        return filters.values("until").stream()
                .map(text -> Timestamps.until(text, now))
                .toList();
    }
}
