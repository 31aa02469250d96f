package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives tokens: to users for what the rules let them, to everybody else for what the rules let anyone. */
final class TokenIssuer {
    private final Authentication authentication;
    private final TokenSigner signer;

    TokenIssuer(Authentication authentication, TokenSigner signer) {
        this.authentication = authentication;
        this.signer = signer;
    }

    /**
     * A token for what is asked, as far as the rules allow it; fewer rights are no error.
     *
     * @throws Unauthorized where who asks proves nothing, and did not ask as nobody
     * @throws InvalidParameter where the wish is no scope, or for another service
     */
    TokenGiven give(TokenAsked asked, AccessState state) {
        TokenSettings settings = state.file().tokens();
        if (!asked.service().isEmpty() && !asked.service().equals(settings.service())) {
            throw new InvalidParameter(Subject.REQUEST, "tokens are given for the service " + settings.service());
        }
        Set<Scope> scopes = scopes(asked.scopes());
        String user = user(asked.proof(), state);
        List<Scope> granted =
                granted(user.isEmpty() ? null : user, scopes, state.file().rules());
        Instant now = signer.now();
        return new TokenGiven(
                signer.access(user, settings.service(), granted, settings.lifetime()),
                granted.stream().map(Scope::toString).collect(Collectors.joining(" ")),
                settings.lifetime(),
                now,
                asked.offline() ? refresh(user, state) : null);
    }

    private static Set<Scope> scopes(List<String> texts) {
        Set<Scope> scopes = new java.util.LinkedHashSet<>();
        for (String text : texts) {
            for (String one : text.strip().split("\\s+", -1)) {
                if (!one.isEmpty()) {
                    scopes.add(Scope.parse(one)
                            .orElseThrow(() -> new InvalidParameter(Subject.REQUEST, "invalid scope: " + one)));
                }
            }
        }
        if (scopes.size() > Limits.ISSUED_SCOPES_MAX) {
            throw new InvalidParameter(Subject.REQUEST, "more than " + Limits.ISSUED_SCOPES_MAX + " scopes");
        }
        return scopes;
    }

    /** Empty for who shows nothing. */
    private String user(TokenAsked.Proof proof, AccessState state) {
        return switch (proof) {
            case TokenAsked.Proof.Header(var header) ->
                switch (authentication.of(header, state)) {
                    case Identity.Anonymous() -> "";
                    case Identity.User(var name) -> name;
                    case Identity.Token _, Identity.Outsider _ ->
                        throw new Unauthorized(Subject.REQUEST, "a token is given for a password, not for a token");
                };
            case TokenAsked.Proof.Password(var name, var password) ->
                authentication.user(new BasicCredentials(name, password), state).user();
            case TokenAsked.Proof.Refresh(var token) ->
                signer.refreshed(token, state.users())
                        .orElseThrow(() -> new Unauthorized(Subject.REQUEST, "the refresh token is over"));
        };
    }

    private static List<Scope> granted(@Nullable String user, Set<Scope> asked, Rules rules) {
        List<Scope> granted = new ArrayList<>();
        for (Scope scope : asked) {
            if (scope.isRepository()) {
                Set<Right> rights = EnumSet.noneOf(Right.class);
                rules.rights(user, scope.name()).stream().filter(scope::has).forEach(rights::add);
                Optional.of(rights)
                        .filter(some -> !some.isEmpty())
                        .ifPresent(some -> granted.add(Scope.of(scope.name(), some)));
            } else if (scope.equals(Scope.CATALOG)) {
                granted.add(scope); // what it lists is what may be pulled
            }
        }
        return granted;
    }

    private @Nullable String refresh(String user, AccessState state) {
        String hash = state.users().hash(user);
        return hash == null ? null : signer.refresh(user, hash);
    }
}
