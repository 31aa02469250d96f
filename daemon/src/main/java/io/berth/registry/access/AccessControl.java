package io.berth.registry.access;

import io.berth.index.RepositoryRules;
import io.berth.io.Limits;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Corrupt;
import io.berth.registry.Access;
import io.berth.registry.Principal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an access file lets people do. The file and those that it names are read again when they have changed; each
 * question is answered by what they say then. Safe for use by any number of threads.
 */
public final class AccessControl implements Access, RepositoryRules {
    /** Where tokens are given, below the registry's own address. */
    public static final String TOKEN_PATH = "/token";

    private final WatchedFile<AccessState> state;
    private final Authentication authentication;
    private final TokenIssuer issuer;

    private AccessControl(WatchedFile<AccessState> state, Authentication authentication, TokenIssuer issuer) {
        this.state = state;
        this.authentication = authentication;
        this.issuer = issuer;
    }

    /**
     * Reads an access file, and the key for tokens of the data root, which is made where it is missing.
     *
     * @param fetch brings an outside issuer's keys
     * @throws Corrupt where the file, or one that it names, cannot be used
     */
    public static AccessControl open(Path file, Path dataRoot, IssuerKeys.Fetch fetch, InstantSource clock)
            throws IOException {
        return open(file, TokenKey.in(dataRoot), fetch, new Passwords(Bcrypt.REAL, clock), clock);
    }

    static AccessControl open(
            Path file, TokenKey key, IssuerKeys.Fetch fetch, Passwords passwords, InstantSource clock) {
        TokenSigner signer = new TokenSigner(key, clock);
        Authentication authentication = new Authentication(passwords, signer, clock);
        WatchedFile<AccessState> state = new WatchedFile<>(
                file, Limits.ACCESS_FILE_BYTES_MAX, bytes -> AccessState.read(file, bytes, fetch, clock));
        return new AccessControl(state, authentication, new TokenIssuer(authentication, signer));
    }

    /**
     * Reads all files anew, whatever their times say.
     *
     * @throws Corrupt where one cannot be used; what they said before stays in force
     */
    public void reload() {
        state.reload();
    }

    @Override
    public Principal identify(Optional<String> authorization, String address) {
        Identity who = identify(authorization);
        return new Principal(who.name(), address, who);
    }

    Identity identify(Optional<String> authorization) {
        return authentication.of(authorization, state.now());
    }

    @Override
    public Verdict judge(Principal who, Wish wish) {
        Identity identity = identity(who);
        return switch (wish) {
            case Wish.Greeting() -> verdict(!(identity instanceof Identity.Anonymous), true);
            case Wish.Catalog() -> verdict(mayList(identity), !(identity instanceof Identity.User));
            case Wish.On(RepositoryName repository, Action action) ->
                verdict(
                        allows(identity, Right.of(action), repository.value()),
                        couldBeMore(identity, Right.of(action), repository.value()));
        };
    }

    /** Who came in by another door has shown nothing. */
    private static Identity identity(Principal who) {
        return who.proof() instanceof Identity identity ? identity : new Identity.Anonymous();
    }

    private static Verdict verdict(boolean allowed, boolean couldBe) {
        return allowed ? Verdict.ALLOWED : couldBe ? Verdict.UNPROVEN : Verdict.DENIED;
    }

    boolean allows(Identity who, Right right, String repository) {
        return switch (who) {
            // Clients ask for what docker knows; to name images goes with the right to push.
            case Identity.Token(String user, Claims claims) ->
                claims.allows(repository, right == Right.IMAGE ? Right.PUSH : right)
                        && has(user.isEmpty() ? null : user, right, repository);
            case Identity.Outsider(Claims claims) -> claims.allows(repository, right);
            case Identity.Anonymous _, Identity.User _ -> has(who.name(), right, repository);
        };
    }

    private boolean has(@Nullable String user, Right right, String repository) {
        return rules().rights(user, repository).contains(right);
    }

    private Rules rules() {
        return state.now().file().rules();
    }

    /** Whether credentials, or a token for more, could open what is closed to this one now. */
    private boolean couldBeMore(Identity who, Right right, String repository) {
        return switch (who) {
            case Identity.Anonymous _, Identity.Outsider _ -> true;
            case Identity.User _ -> false;
            case Identity.Token(String user, Claims _) -> user.isEmpty() || has(user, right, repository);
        };
    }

    private static boolean mayList(Identity who) {
        return switch (who) {
            case Identity.Anonymous _ -> false;
            case Identity.User _ -> true;
            case Identity.Token(String _, Claims claims) -> claims.allowsCatalog();
            case Identity.Outsider(Claims claims) -> claims.allowsCatalog();
        };
    }

    @Override
    public boolean lists(Principal who, RepositoryName repository) {
        Identity identity = identity(who);
        return identity instanceof Identity.Outsider || has(identity.name(), Right.PULL, repository.value());
    }

    @Override
    public boolean mayReadImages(Principal who) {
        Identity identity = identity(who);
        return !(identity instanceof Identity.Outsider) && rules().everywhere(identity.name(), Right.PULL);
    }

    @Override
    public boolean mayNameImages(Principal who, RepositoryName repository) {
        return who.name() != null && allows(identity(who), Right.IMAGE, repository.value());
    }

    @Override
    public Optional<String> challenge(Wish wish, String base, String error) {
        TokenSettings tokens = state.now().file().tokens();
        if (!tokens.bearer()) {
            return Optional.of("Basic realm=\"" + tokens.service() + "\", charset=\"UTF-8\"");
        }
        String realm = tokens.realm() == null ? base + TOKEN_PATH : tokens.realm();
        Optional<Scope> scope = switch (wish) {
            case Wish.Greeting() -> Optional.empty();
            case Wish.Catalog() -> Optional.of(Scope.CATALOG);
            case Wish.On(RepositoryName repository, Action action) ->
                Optional.of(Scope.of(repository.value(), needed(action)));
        };
        return Optional.of("Bearer realm=\"" + realm + "\",service=\"" + tokens.service() + '"'
                + scope.map(one -> ",scope=\"" + one + '"').orElse("")
                + (error.isEmpty() ? "" : ",error=\"" + error + '"'));
    }

    /** Who pushes looks first what is there. */
    private static Set<Right> needed(Action action) {
        return action == Action.PUSH ? EnumSet.of(Right.PULL, Right.PUSH) : EnumSet.of(Right.of(action));
    }

    @Override
    public boolean isFixed(RepositoryName repository, String tag) {
        return state.last().file().immutable().holds(repository.value(), tag);
    }

    @Override
    public List<Quota> quotas(RepositoryName repository) {
        return state.last().file().quotas().of(repository);
    }

    /**
     * Gives a token.
     *
     * @throws io.berth.problem.Problem.Unauthorized where who asks proves nothing, and did not ask as nobody
     * @throws io.berth.problem.Problem.InvalidParameter where the wish cannot be understood
     */
    public TokenGiven token(TokenAsked asked) {
        return issuer.give(asked, state.now());
    }
}
