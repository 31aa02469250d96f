package io.berth.server.engine;

import io.berth.oci.Repository;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code RegistryConfig} of {@code GET /info}. */
final class RegistryConfigAnswer {
    private RegistryConfigAnswer() {}

    static ObjectNode render(SystemFacts.Registries registries) {
        List<String> mirrors = registries.mirrors().stream()
                .map(RegistryConfigAnswer::withSlash)
                .toList();
        ObjectNode config = Json.object();
        config.set("InsecureRegistryCIDRs", Json.strings(registries.insecureCidrs()));
        ObjectNode indexes = config.putObject("IndexConfigs");
        indexes.set(Repository.DOCKER_HUB, index(Repository.DOCKER_HUB, mirrors, true));
        registries.insecureHosts().forEach(host -> indexes.set(host, index(host, List.of(), false)));
        config.set("Mirrors", Json.strings(mirrors));
        return config;
    }

    /** Until 1.49; nothing restricts what may be pushed, so both lists are empty. */
    static void addNondistributable(ObjectNode info) {
        if (info.get("RegistryConfig") instanceof ObjectNode config) {
            config.putNull("AllowNondistributableArtifactsCIDRs");
            config.putNull("AllowNondistributableArtifactsHostnames");
        }
    }

    private static ObjectNode index(String name, List<String> mirrors, boolean secure) {
        ObjectNode index = Json.object();
        index.put("Name", name);
        index.set("Mirrors", Json.strings(mirrors));
        index.put("Secure", secure);
        index.put("Official", name.equals(Repository.DOCKER_HUB));
        return index;
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + "/";
    }
}
