package io.berth.server.engine;

import io.berth.server.http.ApiVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of downgrades of one answer: from the newest shape to that of an older API version. A downgrade {@code at(44,
 * …)} is applied when the client asks for a version before 1.44; they run from the newest to the oldest.
 */
final class Shape {
    private record Downgrade(int minor, Consumer<ObjectNode> change) {}

    private final List<Downgrade> downgrades = new ArrayList<>();

    Shape at(int minor, Consumer<ObjectNode> change) {
        downgrades.add(new Downgrade(minor, change));
        downgrades.sort(Comparator.comparingInt(Downgrade::minor).reversed());
        return this;
    }

    /** The oldest minor version with the same shape as this one; a key for rendered answers. */
    int generation(ApiVersion asked) {
        int generation = ApiVersion.OLDEST.minor();
        for (Downgrade downgrade : downgrades) {
            if (!asked.isBefore(downgrade.minor())) {
                generation = Math.max(generation, downgrade.minor());
            }
        }
        return generation;
    }

    /** Changes {@code newest} in place and returns it. */
    ObjectNode render(ObjectNode newest, ApiVersion asked) {
        for (Downgrade downgrade : downgrades) {
            if (asked.isBefore(downgrade.minor())) {
                downgrade.change().accept(newest);
            }
        }
        return newest;
    }
}
