package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.console.Output;
import io.berth.cli.http.Endpoint;
import io.berth.cli.http.Engine;
import io.berth.cli.http.Query;
import io.berth.cli.http.Tls;
import io.berth.cli.image.Credentials;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.json.JsonWriter;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with: the console, and the engine from the moment it is needed. The
 * connection lasts as long as the process, whose end closes it: closing it here would initialise
 * the JDK's whole network stack first.
 */
public final class Session {
    private static final String SOCKET = "/var/run/berth.sock";

    private final Console console;
    private final String host;
    private final @Nullable Tls tls;
    private @Nullable Engine engine;

    /** An empty {@code host} is taken from the environment. */
    public Session(Console console, String host, @Nullable Tls tls) {
        this.console = console;
        this.tls = tls;
        this.host = host;
    }

    public Console console() {
        return console;
    }

    Output out() {
        return console.out();
    }

    Output err() {
        return console.err();
    }

    /** Connects at the first request, not here. */
    Engine engine() {
        Engine open = engine;
        if (open == null) {
            open = new Engine(Endpoint.parse(host(), tls != null), console.variable("DOCKER_API_VERSION"), tls);
            engine = open;
        }
        return open;
    }

    /** The header with the user's credentials for a registry; none where none are known. */
    String[] registryAuth(String domain) {
        String credentials = Credentials.of(console.environment()).header(domain);
        return credentials.isEmpty() ? new String[0] : new String[] {"X-Registry-Auth: " + credentials};
    }

    /** The header with the user's credentials for several registries; none where none are known. */
    String[] registryConfig(Iterable<String> domains) {
        Credentials all = Credentials.of(console.environment());
        JsonObject known = new JsonObject();
        for (String domain : domains) {
            String one = all.header(domain);
            if (!one.isEmpty()) {
                known.put(domain, decoded(one));
            }
        }
        if (known.members().isEmpty()) {
            return new String[0];
        }
        StringBuilder json = new StringBuilder();
        new JsonWriter(json, false).write(known);
        String encoded = Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
        return new String[] {"X-Registry-Config: " + encoded};
    }

    /** The registries of these names; IDs have none before the engine looked them up. */
    static Set<String> registries(List<String> names) {
        Set<String> domains = new TreeSet<>();
        for (String name : names) {
            try {
                domains.add(Reference.parse(name).domain());
            } catch (CliException e) {
                // The engine says what is wrong with it.
            }
        }
        return domains;
    }

    /** The registries of all names that are here. */
    Set<String> registriesHere() {
        List<String> names = new ArrayList<>();
        for (JsonObject image : JsonObject.objects(engine().get(Query.of("/images/json")))) {
            names.addAll(image.texts("RepoTags"));
        }
        return registries(names);
    }

    private static @Nullable Object decoded(String header) {
        try {
            return JsonReader.parse(Base64.getUrlDecoder().decode(header));
        } catch (IOException e) {
            throw new IllegalStateException(e); // we wrote it
        }
    }

    private String host() {
        if (!host.isEmpty()) {
            return host;
        }
        String berth = console.variable("BERTH_HOST");
        String given = berth.isEmpty() ? console.variable("DOCKER_HOST") : berth;
        return given.isEmpty() ? "unix://" + socket() : given;
    }

    /** An ordinary user's own daemon if there is one, else the machine's. */
    private String socket() {
        String runtime = console.variable("XDG_RUNTIME_DIR");
        if (runtime.isEmpty() || isRoot()) {
            return SOCKET;
        }
        String own = runtime + "/berth.sock";
        return Files.exists(Path.of(own)) || !Files.exists(Path.of(SOCKET)) ? own : SOCKET;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
