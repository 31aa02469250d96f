package io.berth.server.registry;

import java.util.List;
import java.util.Map;

/** The header that clients show to their users (distribution-spec, "Warnings"). */
final class Warnings {
    private Warnings() {}

    /** None where there is nothing to warn of. */
    static Map<String, String> header(List<String> warnings) {
        return warnings.isEmpty()
                ? Map.of()
                : Map.of("Warning", "299 - \"" + String.join("; ", warnings).replace('"', '\'') + '"');
    }
}
