package io.berth;

import io.berth.io.StoreLock;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.Listeners;
import io.berth.server.http.RouteTable;
import io.berth.server.registry.RegistryDialect;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts that run, from the lock to the sockets; closes them in the reverse order of their start. */
final class Daemon implements AutoCloseable {
    private final Parts parts = new Parts();

    private Runnable hangup = () -> {};

    /**
     * Starts everything. Sockets are bound while the store opens, and answer when it is open. {@link #close} may come from
     * another thread meanwhile; the start then ends quietly.
     *
     * @throws IOException where one part fails; the others are stopped then
     */
    Daemon start(Config config) throws IOException {
        ConfigSource.Loaded loaded = new ConfigSource.Loaded(config, new Settings(), List.of());
        return start(loaded, () -> loaded);
    }

    /** As {@link #start(Config)}, with a source from which the configuration can be read anew. */
    Daemon start(ConfigSource.Loaded loaded, Supplier<ConfigSource.Loaded> source) throws IOException {
        try {
            open(loaded, source);
        } catch (IOException | RuntimeException e) {
            if (!isClosed()) {
                close();
                throw e;
            }
        }
        return this;
    }

    private void open(ConfigSource.Loaded loaded, Supplier<ConfigSource.Loaded> source) throws IOException {
        Config config = loaded.config();
        parts.keep(StoreLock.take(config.dataRoot()));
        parts.keep(Pidfile.write(config.pidfile()));
        Meters meters = new Meters();
        Wiring wiring = parts.keep(new Wiring(loaded, source, meters));
        Optional<Listeners> registry = registry(config, meters);
        Listeners api = parts.keep(new Listeners(meters, Listeners.Access.GUARDED, config.tls()));
        AtomicBoolean decided = new AtomicBoolean();
        FutureTask<Void> bound = new FutureTask<>(() -> {
            if (decided.compareAndSet(false, true)) {
                bind(api, config);
                if (registry.isPresent()) {
                    registry.get().bind(Objects.requireNonNull(config.registry().listen()), null);
                }
            }
            return null;
        });
        parts.keep(() -> settle(bound, decided));
        Thread.ofPlatform().name("bind").daemon().start(bound);
        RouteTable routes = wiring.open();
        wiring.reload().add(Reloadable.certificates(api));
        registry.map(Reloadable::certificates).ifPresent(wiring.reload()::add);
        hangup = wiring.reload()::onHangup;
        await(bound);
        serveMetrics(config.metricsAddress(), meters);
        api.serve(routes);
        registry.ifPresent(own -> own.serve(wiring.registry()));
    }

    /** Over TLS the registry may have any name; over plain HTTP only those of this machine, which pages cannot rebind. */
    private Optional<Listeners> registry(Config config, Meters meters) {
        RegistryConfig own = config.registry();
        if (own.listen() == null) {
            return Optional.empty();
        }
        Listeners.Access access = own.tls() == null ? Listeners.Access.GUARDED : Listeners.Access.GUARDED_BY_ORIGIN;
        return Optional.of(parts.keep(new Listeners(meters, access, own.tls(), new RegistryDialect())));
    }

    /** What is being bound cannot be closed yet; what has not begun to be, is not bound any more, and nobody waits for it. */
    private static void settle(FutureTask<Void> task, AtomicBoolean decided) {
        if (decided.compareAndSet(false, true)) {
            return;
        }
        try {
            await(task);
        } catch (IOException _) {
            // told by the start
        }
    }

    private static void bind(Listeners api, Config config) throws IOException {
        String group = config.group() == null ? DefaultGroup.find() : config.group();
        for (ListenAddress host : config.hosts()) {
            api.bind(host, group);
        }
    }

    private static void await(FutureTask<Void> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted while binding", e);
        }
    }

    private void serveMetrics(ListenAddress.@Nullable Tcp address, Meters meters) throws IOException {
        if (address == null) {
            return;
        }
        Listeners metrics = parts.keep(new Listeners((_, _, _, _) -> {}, Listeners.Access.OPEN));
        metrics.bind(address, null);
        metrics.serve(Wiring.routes(new MetricsEndpoints(meters)));
    }

    boolean isClosed() {
        return parts.areClosed();
    }

    /** Reads the configuration anew; failures are logged. */
    void onHangup() {
        hangup.run();
    }

    @Override
    public void close() {
        parts.close();
    }
}
