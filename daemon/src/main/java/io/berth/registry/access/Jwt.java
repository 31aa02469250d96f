package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JSON Web Token in its compact form (RFC 7519, RFC 7515), read but not believed: {@link JwtKey#proves} says whether its
 * signature is good.
 *
 * @param algorithm as its header says, which nothing goes by but a comparison
 * @param keyId empty where the header names none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes them
record Jwt(String algorithm, String keyId, Fields claims, byte[] signed, byte[] signature) {
    /** Empty where the text is no such token, or too long for one. */
    static Optional<Jwt> parse(String text) {
        if (text.length() > Limits.BEARER_TOKEN_BYTES_MAX) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Fields header = Fields.read(Base64Url.bytes(parts[0]), Subject.REQUEST, "token");
            if (header.has("crit")) { // what must be understood, and is not (RFC 7515, 4.1.11)
                return Optional.empty();
            }
            return Optional.of(new Jwt(
                    header.text("alg"),
                    header.text("kid"),
                    Fields.read(Base64Url.bytes(parts[1]), Subject.REQUEST, "token"),
                    (parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII),
                    Base64Url.bytes(parts[2])));
        } catch (Corrupt | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
