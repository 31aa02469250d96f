package io.berth.remote;

import io.berth.oci.Repository;
import io.berth.remote.transport.HttpTransport;
import java.time.Clock;
import java.util.Map;

/** Other registries, as one daemon reaches them: connections and tokens are shared by all who ask. */
public final class Remotes implements AutoCloseable {
    private final HttpTransport transport;
    private final Endpoints endpoints;
    private final Caller caller;
    private final TokenCache tokens = new TokenCache(Clock.systemUTC());

    public Remotes(RemoteSettings settings) {
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
        return new RegistryClient(repository, endpoints.of(repository.registry()), session, caller);
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
