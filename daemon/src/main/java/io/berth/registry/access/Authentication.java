package io.berth.registry.access;

import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Subject;
import java.time.InstantSource;
import java.util.Optional;

/** From an {@code Authorization} header to who asks: a password, a token of ours, or one of the outside issuer. */
final class Authentication {
    private static final String BEARER = "Bearer ";

    private final Passwords passwords;
    private final TokenSigner signer;
    private final InstantSource clock;

    Authentication(Passwords passwords, TokenSigner signer, InstantSource clock) {
        this.passwords = passwords;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * Who asks.
     *
     * @throws Unauthorized where the header proves nothing; never for a request without one
     */
    Identity of(Optional<String> header, AccessState state) {
        if (header.isEmpty()) {
            return new Identity.Anonymous();
        }
        String text = header.get();
        if (text.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return bearer(text.substring(BEARER.length()).strip(), state);
        }
        BasicCredentials given = BasicCredentials.parse(text)
                .orElseThrow(() -> refused("the Authorization header is neither Basic nor Bearer, or broken"));
        return user(given, state);
    }

    /** Somebody by their password. */
    Identity.User user(BasicCredentials given, AccessState state) {
        if (!passwords.isRight(state.users(), given.user(), given.bytes())) {
            throw refused("incorrect username or password");
        }
        return new Identity.User(given.user());
    }

    private Identity bearer(String text, AccessState state) {
        Jwt token = Jwt.parse(text).orElseThrow(() -> refused("the token is none"));
        return signer.isOurs(token) ? ours(token, state) : outside(token, state);
    }

    private Identity ours(Jwt token, AccessState state) {
        Claims claims = signer.claims(token, state.file().tokens().service())
                .orElseThrow(() -> refused("the token is over, or for something else"));
        String user = claims.subject();
        if (!user.isEmpty() && !state.users().has(user)) {
            throw refused("the token is of a user who is no longer there");
        }
        return new Identity.Token(user, claims);
    }

    private Identity outside(Jwt token, AccessState state) {
        IssuerSettings issuer = state.file().issuer();
        if (issuer == null || state.keys().find(token.keyId()).stream().noneMatch(key -> key.proves(token))) {
            throw refused("the token is not signed by an issuer that is trusted here");
        }
        return Claims.read(token.claims(), issuer.name(), issuer.audience(), clock.instant())
                .map(Identity.Outsider::new)
                .orElseThrow(() -> refused("the token is over, not good yet, or for something else"));
    }

    private static Unauthorized refused(String why) {
        return new Unauthorized(Subject.REQUEST, why);
    }
}
