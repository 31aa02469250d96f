package io.berth.server.engine;

import io.berth.io.Limits;
import io.berth.oci.Repository;
import io.berth.remote.credential.AuthConfig;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.ServerAddress;
import io.berth.server.http.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Credentials that a client sends for a registry: header {@code X-Registry-Auth}, base64 of {@code {username, password,
 * auth, serveraddress, identitytoken, registrytoken}}, URL-safe or not, padded or not.
 */
final class RegistryAuth {
    private static final String HEADER = "X-Registry-Auth";

    private RegistryAuth() {}

    /**
     * What the request brings for this repository's registry. Nobody where it cannot be decoded (as the engine has it
     * for pulls) or is meant for another registry.
     */
    static Credentials of(Request request, Repository repository) {
        return parse(request.header(HEADER).orElse(""), repository);
    }

    static Credentials parse(String header, Repository repository) {
        if (header.isEmpty() || header.length() > Limits.REGISTRY_AUTH_LENGTH_MAX) {
            return Credentials.anonymous();
        }
        JsonNode auth;
        try {
            auth = Json.MAPPER.readTree(AuthConfig.decode(header));
        } catch (IllegalArgumentException | JacksonException e) {
            return Credentials.anonymous();
        }
        String server = auth.path("serveraddress").asString("");
        return server.isEmpty() || ServerAddress.registry(server).equals(ServerAddress.registry(repository.registry()))
                ? AuthConfig.credentials(auth)
                : Credentials.anonymous();
    }
}
