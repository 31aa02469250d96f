package io.berth.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Go's comparison functions. Values of different kinds cannot be compared: IllegalArgumentException. */
final class Comparison {
    private Comparison() {}

    /** {@code eq} holds if any of the others equals the first. */
    static boolean holds(String name, List<@Nullable Object> arguments) {
        Object first = arguments.getFirst();
        if (name.equals("eq")) {
            for (Object other : arguments.subList(1, arguments.size())) {
                if (order(first, other) == 0) {
                    return true;
                }
            }
            return false;
        }
        int order = order(first, arguments.get(1));
        return switch (name) {
            case "ne" -> order != 0;
            case "lt" -> order < 0;
            case "le" -> order <= 0;
            case "gt" -> order > 0;
            default -> order >= 0;
        };
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == null && right == null ? 0 : 1;
        }
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a.compareTo(b);
        }
        if (Functions.isInteger(left) && Functions.isInteger(right)) {
            return Long.compare(Functions.asLong(left), Functions.asLong(right));
        }
        if (left instanceof Double a && right instanceof Double b) {
            return a.compareTo(b);
        }
        throw new IllegalArgumentException("incompatible types");
    }
}
