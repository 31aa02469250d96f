package io.berth.remote.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/**
 * Docker's form of credentials: {@code {username, password, auth, identitytoken, registrytoken}}, in the header
 * {@code X-Registry-Auth}, in the body of {@code POST /auth} and in {@code config.json}.
 */
public final class AuthConfig {
    private AuthConfig() {}

    /** What the object holds; tokens before a password, nobody where it holds nothing. */
    public static Credentials credentials(JsonNode auth) {
        String registryToken = text(auth, "registrytoken");
        if (!registryToken.isEmpty()) {
            return new Credentials.RegistryToken(registryToken);
        }
        String identityToken = text(auth, "identitytoken");
        if (!identityToken.isEmpty()) {
            return new Credentials.IdentityToken(identityToken);
        }
        String user = text(auth, "username");
        return user.isEmpty() ? pair(text(auth, "auth")) : new Credentials.Password(user, text(auth, "password"));
    }

    /** The member {@code auth}: base64 of {@code user:password}. */
    private static Credentials pair(String encoded) {
        try {
            String pair = new String(decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon <= 0
                    ? Credentials.anonymous()
                    : new Credentials.Password(
                            pair.substring(0, colon), pair.substring(colon + 1).replace("\0", ""));
        } catch (IllegalArgumentException e) {
            return Credentials.anonymous();
        }
    }

    /**
     * Base64, URL-safe or not, padded or not.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static byte[] decode(String text) {
        String urlSafe = text.trim().replace('+', '-').replace('/', '_').replace("=", "");
        return Base64.getUrlDecoder().decode(urlSafe);
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asString("");
    }
}
