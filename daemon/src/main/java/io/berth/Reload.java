package io.berth;

import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.index.Index;
import io.berth.problem.Problem;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.engine.ReloadEndpoints;
import io.berth.server.engine.SystemFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in a changed configuration while the daemon runs. Either all of it can be used, or the old one stays in force.
 * What is under way keeps the settings that it began with.
 */
final class Reload implements ReloadEndpoints.Configuration {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** The others are read at start alone. */
    private static final Set<Option> RELOADABLE = EnumSet.of(
            Option.REGISTRY_MIRROR,
            Option.INSECURE_REGISTRY,
            Option.CERTS_DIR,
            Option.HTTP_PROXY,
            Option.HTTPS_PROXY,
            Option.NO_PROXY,
            Option.DOWNLOADS,
            Option.UPLOADS,
            Option.ATTEMPTS,
            Option.STALL_TIMEOUT,
            Option.MIN_SPEED,
            Option.PARALLEL_RANGES,
            Option.WEBHOOK,
            Option.LABEL,
            Option.DEBUG,
            Option.LOG_LEVEL);

    static {
        RELOADABLE.addAll(ReloadAttributes.OURS);
    }

    private final Supplier<ConfigSource.Loaded> source;
    private final ConfigSource.Loaded started;
    private final Index index;
    private final List<Reloadable> parts = new CopyOnWriteArrayList<>();
    private volatile SystemFacts facts;

    Reload(ConfigSource.Loaded started, Supplier<ConfigSource.Loaded> source, Index index) throws IOException {
        this.source = source;
        this.started = started;
        this.index = index;
        this.facts = Facts.of(started.config(), started.config());
    }

    /** This takes part from now on. */
    void add(Reloadable part) {
        parts.add(part);
    }

    /** What the daemon tells of itself now. */
    SystemFacts facts() {
        return facts;
    }

    @Override
    public synchronized List<String> reload() {
        try {
            ConfigSource.Loaded loaded = source.get();
            SystemFacts told = Facts.of(started.config(), loaded.config());
            List<Runnable> changes = new ArrayList<>();
            for (Reloadable part : parts) {
                changes.add(part.prepare(loaded.config()));
            }
            changes.forEach(Runnable::run);
            Logs.level(loaded.config().logLevel());
            facts = told;
            List<String> waiting = waiting(loaded);
            tell(loaded, waiting);
            return waiting;
        } catch (ConfigException | IOException e) {
            throw refused(Objects.requireNonNullElse(e.getMessage(), "it cannot be read"));
        } catch (Problem e) {
            throw refused(e.text());
        }
    }

    private static InvalidParameter refused(String reason) {
        return new InvalidParameter("the configuration was not reloaded, the old one stays in force: " + reason);
    }

    /** As {@link #reload}, for nobody who could be told of a failure but the log. */
    void onHangup() {
        try {
            reload();
        } catch (InvalidParameter e) {
            LOG.error("{}", e.text());
        }
    }

    /** The keys of settings whose values are others than at start, and that are read at start alone. */
    private List<String> waiting(ConfigSource.Loaded loaded) {
        return Arrays.stream(Option.values())
                .filter(option -> !RELOADABLE.contains(option))
                .filter(option ->
                        !loaded.settings().all(option).equals(started.settings().all(option)))
                .map(Option::key)
                .toList();
    }

    private void tell(ConfigSource.Loaded loaded, List<String> waiting) {
        waiting.forEach(key -> LOG.warn("the new value of {} is used after a restart only", key));
        LOG.info("the configuration was reloaded");
        Draft event = new Draft("daemon", "reload", facts.id(), ReloadAttributes.of(loaded));
        index.apply(List.of(new Change.Log(event)));
    }
}
