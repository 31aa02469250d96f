package io.berth.server.engine;

import io.berth.io.Limits;
import io.berth.remote.credential.AuthConfig;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.ServerAddress;
import io.berth.server.http.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Credentials for several registries: header {@code X-Registry-Config}, base64 of an object from a registry's name to what
 * {@code X-Registry-Auth} holds for one. One that cannot be decoded holds none.
 */
final class RegistryConfigHeader {
    private static final String HEADER = "X-Registry-Config";

    private RegistryConfigHeader() {}

    /** From a registry's name to the credentials for it. */
    static Function<String, Credentials> of(Request request) {
        Map<String, Credentials> known = parse(request.header(HEADER).orElse(""));
        return registry -> known.getOrDefault(registry, Credentials.anonymous());
    }

    private static Map<String, Credentials> parse(String header) {
        if (header.isEmpty() || header.length() > Limits.REGISTRY_AUTH_LENGTH_MAX) {
            return Map.of();
        }
        Map<String, Credentials> known = new HashMap<>();
        try {
            JsonNode all = Json.MAPPER.readTree(AuthConfig.decode(header));
            all.properties()
                    .forEach(entry -> known.put(
                            ServerAddress.registry(entry.getKey()), AuthConfig.credentials(entry.getValue())));
        } catch (IllegalArgumentException | JacksonException e) {
            return Map.of();
        }
        return known;
    }
}
