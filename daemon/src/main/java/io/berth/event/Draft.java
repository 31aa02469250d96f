package io.berth.event;

import java.util.Map;

/**
 * An event before it is durable, written in the same change as what it tells of.
 *
 * @param type {@code image}, {@code daemon}, …
 * @param action {@code pull}, {@code tag}, {@code untag}, {@code delete}, {@code prune}, …
 * @param actor the id of what it happened to
 * @param attributes what else is known, labels included
 */
public record Draft(String type, String action, String actor, Map<String, String> attributes) {
    public Draft {
        attributes = Map.copyOf(attributes);
    }
}
