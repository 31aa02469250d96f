package io.berth.registry.cache;

import io.berth.io.Limits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Texts of {@code Warning} headers (distribution-spec, "Warnings"): one quoted string, without quotes in it. */
final class Warnings {
    private Warnings() {}

    static String stale(Instant checked, String reason) {
        String clean = reason.replaceAll("[\"\\\\]", "'").replaceAll("[^ -~]", "?");
        return "as of " + checked.truncatedTo(ChronoUnit.SECONDS) + "; the registry cannot be asked now: "
                + clean.substring(0, Math.min(clean.length(), Limits.WARNING_REASON_LENGTH_MAX));
    }
}
