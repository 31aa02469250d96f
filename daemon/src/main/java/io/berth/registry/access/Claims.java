package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a token says whose signature is good.
 *
 * @param subject whom it was given; empty for nobody in particular
 * @param access what its holder may do, as its issuer says
 */
record Claims(String subject, List<Scope> access) {
    /** How far the clocks of two machines may be apart. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final double LATEST = 253_402_300_799d; // the last second of the year 9999

    Claims {
        access = List.copyOf(access);
    }

    /** Empty where the token is somebody else's, for somebody else, over, or not yet good. */
    static Optional<Claims> read(Fields claims, String issuer, String audience, Instant now) {
        try {
            String subject = claims.text("sub");
            boolean meant = isName(subject) && claims.text("iss").equals(issuer) && isFor(claims, audience);
            return meant && isNow(claims, now)
                    ? Optional.of(new Claims(subject, claims.objects("access", Claims::scope)))
                    : Optional.empty();
        } catch (Corrupt e) {
            return Optional.empty();
        }
    }

    /** It is shown in logs, so it must not pretend to be more than a name. */
    private static boolean isName(String subject) {
        return subject.length() <= Limits.USER_NAME_LENGTH_MAX
                && subject.chars().noneMatch(Character::isISOControl);
    }

    /** One name or several (RFC 7519, 4.1.3). */
    private static boolean isFor(Fields claims, String audience) {
        JsonNode node = claims.object().get("aud");
        return (node != null && node.isString())
                ? node.stringValue().equals(audience)
                : claims.texts("aud").contains(audience);
    }

    /** A token that never ends is none. */
    private static boolean isNow(Fields claims, Instant now) {
        Instant end = moment(claims, "exp");
        Instant begin = moment(claims, "nbf");
        return end != null && now.isBefore(end.plus(SKEW)) && (begin == null || !now.isBefore(begin.minus(SKEW)));
    }

    /** Seconds since 1970, which may have a fraction. */
    private static @Nullable Instant moment(Fields claims, String name) {
        JsonNode node = claims.object().get(name);
        if (node == null) {
            return null;
        }
        double seconds = node.isNumber() ? node.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= LATEST)) {
            throw claims.wrong(name);
        }
        return Instant.ofEpochSecond((long) seconds);
    }

    private static Scope scope(Fields scope) {
        Set<String> actions = new LinkedHashSet<>(scope.texts("actions"));
        return new Scope(scope.text("type"), scope.text("name"), actions);
    }

    boolean allows(String repository, Right right) {
        return access.stream()
                .anyMatch(scope -> scope.isRepository() && scope.name().equals(repository) && scope.has(right));
    }

    boolean allowsCatalog() {
        return access.stream()
                .anyMatch(scope -> scope.type().equals(Scope.CATALOG.type())
                        && scope.name().equals(Scope.CATALOG.name())
                        && scope.actions().contains("*"));
    }
}
