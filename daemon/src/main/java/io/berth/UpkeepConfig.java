package io.berth;

import io.berth.content.ContentOptions;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.upkeep.RetentionRule;
import java.time.Duration;
import java.util.List;

/**
 * How the store is kept in order.
 *
 * @param scrubEvery from the end of one look for damage to the next; zero where the one after the start is all
 * @param checkRate bytes a second that a check reads where its caller says nothing; 0 is no limit
 * @param peers registries, {@code host[:port]}, that are asked for damaged blobs after those that these came from
 * @param retention what is removed of its own accord
 * @param retentionEvery from the end of one run of these rules to the next
 */
record UpkeepConfig(
        Duration scrubEvery,
        long checkRate,
        List<String> peers,
        List<RetentionRule> retention,
        Duration retentionEvery) {
    static final Duration RETENTION_EVERY = Duration.ofHours(1);

    private static final Duration EVERY_MIN = Duration.ofMinutes(1);
    private static final Duration EVERY_MAX = Duration.ofDays(3650);

    UpkeepConfig {
        peers = List.copyOf(peers);
        retention = List.copyOf(retention);
    }

    static UpkeepConfig read(Settings settings) {
        return new UpkeepConfig(
                settings.one(Option.SCRUB_EVERY).map(ConfigReader::duration).orElse(ContentOptions.SCRUB_EVERY),
                ConfigReader.rate(settings.one(Option.CHECK_RATE).orElse("200m")),
                settings.all(Option.PEER),
                settings.all(Option.RETENTION).stream().map(UpkeepConfig::rule).toList(),
                settings.one(Option.RETENTION_EVERY).map(ConfigReader::duration).orElse(RETENTION_EVERY));
    }

    private static RetentionRule rule(String text) {
        try {
            return RetentionRule.parse(text);
        } catch (InvalidParameter e) {
            throw new ConfigException(e.text());
        }
    }

    void check() {
        if (!scrubEvery.isZero() && (scrubEvery.compareTo(EVERY_MIN) < 0 || scrubEvery.compareTo(EVERY_MAX) > 0)) {
            throw new ConfigException("invalid scrub interval: 0, or 1m to " + EVERY_MAX.toDays() + "d are expected");
        }
        if (retentionEvery.compareTo(EVERY_MIN) < 0 || retentionEvery.compareTo(EVERY_MAX) > 0) {
            throw new ConfigException("invalid retention interval: 1m to " + EVERY_MAX.toDays() + "d are expected");
        }
        peers.forEach(UpkeepConfig::checkPeer);
    }

    private static void checkPeer(String peer) {
        try {
            if (Repository.isRegistry(peer)
                    && Repository.parse(peer + "/x").registry().equals(peer)) {
                return;
            }
        } catch (InvalidParameter _) {
            // told below
        }
        throw new ConfigException("invalid peer " + peer + ": host[:port] is expected");
    }
}
