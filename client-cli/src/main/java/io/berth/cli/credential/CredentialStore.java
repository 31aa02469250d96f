package io.berth.cli.credential;

import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where credentials are: a helper program of the registry ({@code credHelpers}), one for all ({@code credsStore}), else
 * the config file itself. {@code DOCKER_AUTH_CONFIG} in the environment comes before all of them, and is only read.
 */
public final class CredentialStore {
    /** Under what Docker Hub is kept. */
    public static final String HUB = "https://index.docker.io/v1/";

    private final ConfigFile file;
    private final JsonObject environment;

    private CredentialStore(ConfigFile file, JsonObject environment) {
        this.file = file;
        this.environment = environment;
    }

    public static CredentialStore of(Map<String, String> environment) {
        String text = environment.getOrDefault("DOCKER_AUTH_CONFIG", "");
        JsonObject given = new JsonObject();
        if (!text.isEmpty()) {
            try {
                Object read = JsonReader.parse(text.getBytes(StandardCharsets.UTF_8));
                given = read instanceof JsonObject object ? object.object("auths") : given;
            } catch (IOException e) {
                throw new CliException("DOCKER_AUTH_CONFIG is not valid JSON");
            }
        }
        return new CredentialStore(ConfigFile.of(environment), given);
    }

    /** Whether the environment has credentials of its own. */
    public boolean isOverridden() {
        return !environment.members().isEmpty();
    }

    /** The key of a registry: {@link #HUB}, or host and port, however it was written. */
    public static String key(String server) {
        String host = host(server);
        return switch (host) {
            case "", "docker.io", "index.docker.io" -> HUB;
            default -> host;
        };
    }

    private static String host(String server) {
        int scheme = server.indexOf("://");
        String rest = scheme < 0 ? server : server.substring(scheme + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** Whether {@link #store} writes secrets into the config file. */
    public boolean isPlain(String key) {
        return helper(key).isEmpty();
    }

    public Path path() {
        return file.path();
    }

    /** What is known; a helper's failure is thrown in docker's words. */
    public Known get(String key) throws IOException {
        Known given = listed(environment, key);
        if (!given.isNothing()) {
            return given;
        }
        String helper = helper(key);
        return helper.isEmpty() ? listed(file.content().object("auths"), key) : new Helper(helper).get(key);
    }

    private static Known listed(JsonObject auths, String key) {
        Known exact = Known.of(auths.object(key));
        return exact.isNothing()
                ? auths.members().keySet().stream()
                        .filter(name -> host(name).equals(host(key)))
                        .map(name -> Known.of(auths.object(name)))
                        .filter(known -> !known.isNothing())
                        .findFirst()
                        .orElse(exact)
                : exact;
    }

    private String helper(String key) {
        String own = file.content().object("credHelpers").text(key);
        return own.isEmpty() ? file.content().text("credsStore") : own;
    }

    public void store(String key, Known known) throws IOException {
        String helper = helper(key);
        if (!helper.isEmpty()) {
            new Helper(helper).store(key, known);
        }
        file.auths().put(key, helper.isEmpty() ? known.entry() : new JsonObject());
        file.save();
    }

    /** Forgets a registry under each of these names; throws the first failure where none succeeds. */
    public void erase(List<String> keys) throws IOException {
        IOException failure = null;
        int erased = 0;
        for (String key : keys) {
            try {
                erase(key);
                erased++;
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null && erased == 0) {
            throw failure;
        }
    }

    private void erase(String key) throws IOException {
        String helper = helper(key);
        if (!helper.isEmpty()) {
            new Helper(helper).erase(key);
        }
        if (file.content().object("auths").has(key)) {
            file.auths().members().remove(key);
            file.save();
        }
    }
}
