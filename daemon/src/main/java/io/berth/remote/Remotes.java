package io.berth.remote;

import io.berth.oci.Repository;
import io.berth.remote.transport.HttpTransport;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Other registries, as one daemon reaches them: connections and tokens are shared by all who ask. */
public final class Remotes implements AutoCloseable {
    private final HttpTransport transport;
    private final TokenCache tokens = new TokenCache(Clock.systemUTC());
    private final AskSettings asks;
    private final RateLimits limits;
    private volatile Reach reach;

    public Remotes(RemoteSettings settings) {
        this(settings, AskSettings.DIRECT, _ -> {});
    }

    /** Tells {@code low} of each budget that runs low, on the thread that asked. */
    public Remotes(RemoteSettings settings, AskSettings asks, Consumer<RateLimit> low) {
        this.asks = asks;
        limits = new RateLimits(asks.lowPercent(), low, Clock.systemUTC());
        transport = new HttpTransport(settings.transport());
        reach = reach(settings);
    }

    private Reach reach(RemoteSettings settings) {
        Endpoints endpoints = new Endpoints(settings);
        Caller caller = new Caller(transport, new EgressPolicy(endpoints), settings.userAgent());
        Checks checks = new Checks(asks.checkTtl(), System::nanoTime);
        return new Reach(settings, endpoints, caller, tokens, checks, limits);
    }

    /** From now on new clients go by these settings; those that are at work keep theirs. Times and sizes never change. */
    public void reload(RemoteSettings settings) {
        reach = reach(settings);
    }

    public RemoteSettings settings() {
        return reach.settings();
    }

    /**
     * A client for one repository and one caller, to be dropped after use.
     *
     * @param metaHeaders sent with every request to the registry ({@code X-Meta-*}), and to nobody else
     * @throws io.berth.problem.Problem.Unavailable where the registry's configuration cannot be used
     */
    public RegistryClient client(Repository repository, Credentials credentials, Map<String, String> metaHeaders) {
        Reach now = reach;
        Session session =
                new Session(now, "repository:" + repository.path() + ":pull", credentials, Map.copyOf(metaHeaders));
        List<Endpoint> endpoints = now.endpoints().of(repository.registry());
        return new RegistryClient(repository, endpoints, session, now.caller(), now.checks());
    }

    /** Searches Docker Hub. */
    public HubSearch hubSearch(Credentials credentials) {
        Reach now = reach;
        return new HubSearch(asks.search(), now.endpoints(), new Session(now, "", credentials, Map.of()));
    }

    /** Searches any other registry, {@code host[:port]}. */
    public CatalogSearch catalogSearch(String registry, Credentials credentials) {
        Reach now = reach;
        List<Endpoint> endpoints = now.endpoints().of(registry);
        Endpoint itself = endpoints.stream()
                .filter(endpoint -> !endpoint.isMirror())
                .findFirst()
                .orElse(endpoints.getLast());
        return new CatalogSearch(
                registry,
                itself,
                new Session(now, "registry:catalog:*", credentials, Map.of()),
                (repository, count, cancel) ->
                        client(repository, credentials, Map.of()).firstTags(count, cancel));
    }

    /** What registries grant. */
    public RateLimits limits() {
        return limits;
    }

    @Override
    public void close() {
        transport.close();
    }
}
