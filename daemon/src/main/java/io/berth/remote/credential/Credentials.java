package io.berth.remote.credential;

import io.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who asks. Never stored, never printed. */
public sealed interface Credentials {
    static Credentials anonymous() {
        return new Anonymous();
    }

    /** Nobody. */
    record Anonymous() implements Credentials {
        @Override
        public String toString() {
            return "anonymous";
        }
    }

    /** Name and password. */
    record Password(String user, String password) implements Credentials {
        /** The value of an {@code Authorization} header (RFC 7617). */
        public String basic() {
            String pair = user + ':' + password;
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "password";
        }
    }

    /** An OAuth2 refresh token, exchanged for access tokens at the registry's token server. */
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "identity token";
        }
    }

    /** A bearer token that goes to the registry as it is. */
    record RegistryToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "registry token";
        }
    }

    /** A key for caches that does not hold the secret. */
    default Digest fingerprint() {
        String text = switch (this) {
            case Anonymous _ -> "";
            case Password(String user, String password) -> "p\0" + user + '\0' + password;
            case IdentityToken(String token) -> "i\0" + token;
            case RegistryToken(String token) -> "r\0" + token;
        };
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
