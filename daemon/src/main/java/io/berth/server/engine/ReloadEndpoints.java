package io.berth.server.engine;

import io.berth.remote.Remotes;
import io.berth.remote.hosts.Host;
import io.berth.remote.hosts.HostRules;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the configuration anew and tells how registries are reached now, without secrets. */
public final class ReloadEndpoints implements Endpoints {
    private final Configuration configuration;
    private final Supplier<SystemFacts> facts;
    private final Remotes remotes;

    /** What can be read anew while the daemon runs. */
    @FunctionalInterface
    public interface Configuration {
        /**
         * Takes in all that can change, or nothing.
         *
         * @return the keys of what is new and waits for a restart
         * @throws io.berth.problem.Problem.InvalidParameter where it cannot be used; the old one stays then
         */
        List<String> reload();
    }

    public ReloadEndpoints(Configuration configuration, Supplier<SystemFacts> facts, Remotes remotes) {
        this.configuration = configuration;
        this.facts = facts;
        this.remotes = remotes;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/berth/registries/reload", this::reload);
    }

    private Reply reload(Request request) {
        List<String> waiting = configuration.reload();
        SystemFacts now = facts.get();
        ObjectNode answer = Json.object();
        answer.set("Mirrors", Json.strings(now.registries().mirrors()));
        ArrayNode insecure = answer.putArray("InsecureRegistries");
        now.registries().insecureCidrs().forEach(insecure::add);
        now.registries().insecureHosts().forEach(insecure::add);
        answer.put("HttpProxy", now.proxies().http());
        answer.put("HttpsProxy", now.proxies().https());
        answer.put("NoProxy", now.proxies().none());
        answer.set("AfterRestart", Json.strings(waiting));
        ObjectNode registries = answer.putObject("Registries");
        remotes.settings().rules().all().forEach((name, rules) -> registries.set(name, render(rules)));
        return Json.ok(answer);
    }

    private static ObjectNode render(HostRules rules) {
        ObjectNode node = Json.object();
        switch (rules) {
            case HostRules.Listed(Path file, List<Host> hosts) -> {
                node.put("File", file.toString());
                ArrayNode list = node.putArray("Hosts");
                hosts.forEach(host -> list.add(render(host)));
            }
            case HostRules.Certificates certificates -> {
                node.put("Authorities", certificates.tls().authorities().size());
                node.put("ClientCertificates", certificates.tls().identities().size());
            }
            case HostRules.Broken(String reason) -> node.put("Error", reason);
        }
        return node;
    }

    /** The address is empty where the registry itself is meant. */
    private static ObjectNode render(Host host) {
        URI base = host.base();
        ObjectNode node = Json.object();
        node.put("Address", base == null ? "" : base + host.root());
        ArrayNode capabilities = node.putArray("Capabilities");
        host.capabilities().stream()
                .sorted()
                .forEach(one -> capabilities.add(one.name().toLowerCase(Locale.ROOT)));
        node.put("Verified", host.tls().verified());
        return node;
    }
}
