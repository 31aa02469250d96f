package io.berth.remote;

import io.berth.oci.Repository;
import io.berth.remote.transport.HttpTransport;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/** Other registries, as one daemon reaches them: connections and tokens are shared by all who ask. */
public final class Remotes implements AutoCloseable {
    private final HttpTransport transport;
    private final Endpoints endpoints;
    private final Caller caller;
    private final TokenCache tokens = new TokenCache(Clock.systemUTC());

    private final Checks checks;
    private final RateLimits limits;

    public Remotes(RemoteSettings settings) {
        this(settings, AskSettings.DIRECT, _ -> {});
    }

    /** Tells {@code low} of each budget that runs low, on the thread that asked. */
    public Remotes(RemoteSettings settings, AskSettings asks, Consumer<RateLimit> low) {
        checks = new Checks(asks.checkTtl(), System::nanoTime);
        limits = new RateLimits(asks.lowPercent(), low, Clock.systemUTC());
        transport = new HttpTransport(settings.transport());
        endpoints = new Endpoints(settings);
        caller = new Caller(transport, new EgressPolicy(endpoints), settings.userAgent());
    }

    /**
     * A client for one repository and one caller, to be dropped after use.
     *
     * @param metaHeaders sent with every request to the registry ({@code X-Meta-*}), and to nobody else
     */
    public RegistryClient client(Repository repository, Credentials credentials, Map<String, String> metaHeaders) {
        Session session =
                new Session(this, "repository:" + repository.path() + ":pull", credentials, Map.copyOf(metaHeaders));
        return new RegistryClient(repository, endpoints.of(repository.registry()), session, caller, checks);
    }

    /** What registries grant. */
    public RateLimits limits() {
        return limits;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    Caller caller() {
        return caller;
    }

    TokenCache tokens() {
        return tokens;
    }

    @Override
    public void close() {
        transport.close();
    }
}
