package io.berth;

import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.index.Index;
import io.berth.problem.Problem;
import io.berth.remote.RateLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the log and by an event that a registry's limit is nearly used up. */
final class RateLimitAlarm implements Consumer<RateLimit> {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimitAlarm.class);

    private final Index index;

    RateLimitAlarm(Index index) {
        this.index = index;
    }

    @Override
    public void accept(RateLimit limit) {
        LOG.warn(
                "the rate limit of {} runs low: {} of {} left",
                limit.registry(),
                limit.remaining(),
                limit.limit() < 0 ? "an unknown number" : limit.limit());
        try {
            index.apply(List.of(new Change.Log(event(limit))));
        } catch (Problem e) {
            LOG.warn("the event of it was not written: {}", e.text());
        }
    }

    private static Draft event(RateLimit limit) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", limit.registry());
        attributes.put("remaining", Long.toString(limit.remaining()));
        if (limit.limit() >= 0) {
            attributes.put("limit", Long.toString(limit.limit()));
        }
        if (!limit.source().isEmpty()) {
            attributes.put("source", limit.source());
        }
        if (!limit.credential().isEmpty()) {
            attributes.put("credential", limit.credential());
        }
        if (limit.window() != null) {
            attributes.put("window", Long.toString(limit.window().toSeconds()));
        }
        if (limit.resets() != null) {
            attributes.put("resets", limit.resets().toString());
        }
        return new Draft("daemon", "rate-limit", limit.registry(), attributes);
    }
}
