package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.KnownCredentials;
import io.berth.remote.transport.HttpAnswer;
import io.berth.remote.transport.HttpBody;
import io.berth.remote.transport.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Other registries, as one daemon reaches them: connections and tokens are shared by all who ask. */
public final class Remotes implements AutoCloseable {
    private final HttpTransport transport = new HttpTransport();
    private final TokenCache tokens = new TokenCache(Clock.systemUTC());
    private final Challenges challenges = new Challenges(Clock.systemUTC());
    private final AskSettings asks;
    private final KnownCredentials known;
    private final RateLimits limits;
    private final Resolver resolver;
    private final SharedDocuments documents;
    private volatile Reach reach;

    public Remotes(RemoteSettings settings) {
        this(settings, AskSettings.DIRECT, _ -> {}, KnownCredentials.NONE);
    }

    /** With habits of the daemon's own. */
    public Remotes(RemoteSettings settings, AskSettings asks, Consumer<RateLimit> low) {
        this(settings, asks, low, KnownCredentials.NONE);
    }

    /**
     * With habits and credentials of the daemon's own.
     *
     * @param low told of each budget that runs low, on the thread that asked
     * @param known asked where a caller brings no credentials, and at mirrors
     */
    public Remotes(RemoteSettings settings, AskSettings asks, Consumer<RateLimit> low, KnownCredentials known) {
        this(settings, asks, low, known, Resolver.SYSTEM);
    }

    Remotes(
            RemoteSettings settings,
            AskSettings asks,
            Consumer<RateLimit> low,
            KnownCredentials known,
            Resolver resolver) {
        this.asks = asks;
        this.resolver = resolver;
        limits = new RateLimits(asks.lowPercent(), low, Clock.systemUTC());
        this.known = known;
        documents = new SharedDocuments(asks.checkTtl().isZero() ? 0 : RemoteLimits.SHARED_DOCUMENTS_BYTES_MAX);
        reach = reach(settings);
    }

    private Reach reach(RemoteSettings settings) {
        Endpoints endpoints = new Endpoints(settings, resolver);
        Caller caller = new Caller(transport, settings.transport(), new EgressPolicy(endpoints), settings.userAgent());
        Checks checks = new Checks(asks.checkTtl(), System::nanoTime);
        return new Reach(
                settings,
                endpoints,
                caller,
                new TokenServer(caller, tokens),
                challenges,
                checks,
                limits,
                new Silences(Clock.systemUTC()));
    }

    /**
     * From now on new clients go by these settings; those that are at work keep theirs. Registries that asked to be left
     * alone are asked again.
     */
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
        return client(repository, credentials, metaHeaders, Scopes.pull(repository));
    }

    /** The same for requests that need more than to pull from that repository. */
    public RegistryClient client(
            Repository repository, Credentials credentials, Map<String, String> metaHeaders, Scopes scopes) {
        Reach now = reach;
        Asker asker = new Asker(repository.registry(), credentials, known);
        Session session = new Session(now, asker, scopes, Map.copyOf(metaHeaders));
        List<Endpoint> endpoints = now.endpoints().of(repository.registry());
        return new RegistryClient(repository, endpoints, session, now, documents);
    }

    /**
     * A client that pushes to one repository, to be dropped after use.
     *
     * @param from repositories of the same registry whose blobs may be mounted
     */
    public PushClient pushClient(
            Repository repository,
            Credentials credentials,
            Map<String, String> metaHeaders,
            Collection<Repository> from) {
        Reach now = reach;
        Scopes scopes = Scopes.push(repository);
        for (Repository other : from) {
            scopes = scopes.and(Scopes.pull(other));
        }
        Asker asker = new Asker(repository.registry(), credentials, known);
        Session session = new Session(now, asker, scopes, Map.copyOf(metaHeaders));
        return new PushClient(repository, now.endpoints().of(repository.registry()), session, now);
    }

    /** Searches Docker Hub. */
    public HubSearch hubSearch(Credentials credentials) {
        Reach now = reach;
        return new HubSearch(
                asks.search(),
                now.endpoints(),
                session(now, asks.search().getRawAuthority(), credentials, Scopes.NONE));
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
                session(now, registry, credentials, new Scopes(List.of("registry:catalog:*"))),
                (repository, count, cancel) ->
                        client(repository, credentials, Map.of()).firstTags(count, cancel));
    }

    /** Tells how a registry, {@code host[:port]}, can be reached, with or without mirrors. */
    public Checkup check(String registry, Credentials credentials, CancelToken cancel) {
        Reach now = reach;
        Asker asker = new Asker(registry, credentials, known);
        return new RegistryCheck(now, asker, new Session(now, asker, Scopes.NONE, Map.of())).run(registry, cancel);
    }

    /**
     * Asks for a file on the web.
     *
     * @param address absolute, {@code http} or {@code https}
     * @throws Problem where it cannot be had, in the engine's words
     */
    public WebFile file(String address, CancelToken cancel) {
        return WebFile.open(reach.caller(), address, cancel);
    }

    /**
     * A document at an address that the user's configuration names, of this much at most; redirects are followed as far as
     * {@link EgressPolicy} allows.
     *
     * @throws IOException where it cannot be had, or is longer
     */
    public byte[] document(URI uri, int bytesMax) throws IOException {
        Reach now = reach;
        Endpoint place = now.endpoints().at(URI.create(uri.getScheme() + "://" + uri.getRawAuthority()));
        Map<String, String> headers = Map.of("Accept", "application/json");
        try (HttpAnswer answer = now.caller().own("GET", uri, place, headers, new CancelToken())) {
            if (answer.status() != 200) {
                throw new IOException("status " + answer.status());
            }
            byte[] bytes = Answers.read(answer, bytesMax);
            if (bytes.length > bytesMax) {
                throw new IOException("more than " + bytesMax + " bytes");
            }
            return bytes;
        }
    }

    /**
     * Sends a document to an address that the user's configuration names, any at all. Redirects are not followed, and
     * nothing of the answer's body is read.
     *
     * @throws IOException where there is no answer; its text tells no more of the address than host and port
     */
    public Posted post(URI uri, Map<String, String> headers, byte[] document, CancelToken cancel) throws IOException {
        Reach now = reach;
        Endpoint place = now.endpoints().at(URI.create(uri.getScheme() + "://" + uri.getRawAuthority()));
        try (HttpAnswer answer = now.caller().own("POST", uri, place, headers, new HttpBody.Bytes(document), cancel)) {
            return new Posted(answer.status(), Answers.retryAfter(answer));
        }
    }

    /**
     * What came of it.
     *
     * @param retryAfter how long the other side wants to be left alone
     */
    public record Posted(int status, Optional<Duration> retryAfter) {}

    private Session session(Reach now, String registry, Credentials credentials, Scopes scopes) {
        return new Session(now, new Asker(registry, credentials, known), scopes, Map.of());
    }

    /** How many registries have asked to be left alone. */
    int silences() {
        return reach.silences().size();
    }

    /** What registries grant. */
    public RateLimits limits() {
        return limits;
    }

    /**
     * Has a registry check credentials, as {@code docker login} does.
     *
     * @param registry as references name it
     * @return the identity token that the registry gave for them; empty where it gave none
     * @throws Problem in the engine's words where it does not take them, or cannot be asked
     */
    public String login(String registry, Credentials credentials, CancelToken cancel) {
        return new Login(reach, registry, credentials, cancel).run();
    }

    @Override
    public void close() {
        transport.close();
    }
}
