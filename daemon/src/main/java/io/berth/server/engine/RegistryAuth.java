package io.berth.server.engine;

import io.berth.oci.Repository;
import io.berth.remote.Credentials;
import io.berth.server.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Credentials that a client sends for a registry: header {@code X-Registry-Auth}, base64 of {@code {username, password,
 * auth, serveraddress, identitytoken, registrytoken}}, URL-safe or not, padded or not.
 */
final class RegistryAuth {
    private static final String HEADER = "X-Registry-Auth";
    static final int HEADER_LENGTH_MAX = 64 << 10;

    private RegistryAuth() {}

    /**
     * What the request brings for this repository's registry. Nobody where it cannot be decoded (as the engine has it
     * for pulls) or is meant for another registry.
     */
    static Credentials of(Request request, Repository repository) {
        return parse(request.header(HEADER).orElse(""), repository);
    }

    static Credentials parse(String header, Repository repository) {
        if (header.isEmpty() || header.length() > HEADER_LENGTH_MAX) {
            return Credentials.anonymous();
        }
        JsonNode auth;
        try {
            auth = Json.MAPPER.readTree(decode(header));
        } catch (IllegalArgumentException | JacksonException e) {
            return Credentials.anonymous();
        }
        String server = text(auth, "serveraddress");
        return server.isEmpty() || registry(server).equals(repository.registry())
                ? credentials(auth)
                : Credentials.anonymous();
    }

    static Credentials credentials(JsonNode auth) {
        if (!text(auth, "registrytoken").isEmpty()) {
            return new Credentials.RegistryToken(text(auth, "registrytoken"));
        }
        if (!text(auth, "identitytoken").isEmpty()) {
            return new Credentials.IdentityToken(text(auth, "identitytoken"));
        }
        if (!text(auth, "username").isEmpty()) {
            return new Credentials.Password(text(auth, "username"), text(auth, "password"));
        }
        return pair(text(auth, "auth"));
    }

    /** The member {@code auth}: base64 of {@code user:password}. */
    private static Credentials pair(String encoded) {
        try {
            String pair = new String(decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon <= 0
                    ? Credentials.anonymous()
                    : new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Credentials.anonymous();
        }
    }

    static byte[] decode(String text) {
        String urlSafe = text.trim().replace('+', '-').replace('/', '_').replace("=", "");
        return Base64.getUrlDecoder().decode(urlSafe);
    }

    /** The registry of {@code https://index.docker.io/v1/}, {@code host:port}, …. */
    static String registry(String server) {
        String authority = server.contains("://") ? authority(server) : server;
        int slash = authority.indexOf('/');
        String host = slash < 0 ? authority : authority.substring(0, slash);
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? Repository.DOCKER_HUB : host;
    }

    private static String authority(String url) {
        try {
            String authority = URI.create(url).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asString("");
    }
}
