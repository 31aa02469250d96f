package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an access file lets people do. The file and those that it names are read again when they have changed; each
 * question is answered by what they say then. Safe for use by any number of threads.
 */
public final class AccessControl {
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

    Identity identify(Optional<String> authorization) {
        return authentication.of(authorization, state.now());
    }

    boolean allows(Identity who, Right right, String repository) {
        Rules rules = state.now().file().rules();
        return switch (who) {
            case Identity.Anonymous() -> has(rules, null, right, repository);
            case Identity.User(var name) -> has(rules, name, right, repository);
            // Clients ask for what docker knows; to name images goes with the right to push.
            case Identity.Token(var user, var claims) ->
                claims.allows(repository, right == Right.IMAGE ? Right.PUSH : right)
                        && has(rules, user.isEmpty() ? null : user, right, repository);
            case Identity.Outsider(var claims) -> claims.allows(repository, right);
        };
    }

    private static boolean has(Rules rules, @Nullable String user, Right right, String repository) {
        return rules.rights(user, repository).contains(right);
    }

    /** Whether credentials, or a token for more, could open what is closed to this one now. */
    boolean couldBeMore(Identity who, Right right, String repository) {
        return switch (who) {
            case Identity.Anonymous(), Identity.Outsider _ -> true;
            case Identity.User _ -> false;
            case Identity.Token(var user, Claims _) ->
                user.isEmpty() || has(state.now().file().rules(), user, right, repository);
        };
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
