package io.berth.cli.image;

import io.berth.cli.json.JsonException;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.json.JsonWriter;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * What {@code docker login} left: {@code config.json} in {@code DOCKER_CONFIG} or
 * {@code ~/.docker}, and the helper programs it names. Read only.
 */
public final class Credentials {
    private static final String HUB_KEY = "https://index.docker.io/v1/";

    private final JsonObject config;

    private Credentials(JsonObject config) {
        this.config = config;
    }

    public static Credentials of(Map<String, String> environment) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        Path file = Path.of(directory.isEmpty() ? environment.getOrDefault("HOME", "/") + "/.docker" : directory)
                .resolve("config.json");
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new Credentials(JsonReader.parse(bytes) instanceof JsonObject object ? object : new JsonObject());
        } catch (JsonException e) {
            throw new CliException("error loading config file: " + file + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            return new Credentials(new JsonObject());
        } catch (IOException e) {
            return new Credentials(new JsonObject());
        }
    }

    /** The X-Registry-Auth header's value for a registry, empty where nothing is known. */
    public String header(String domain) {
        String key = domain.equals("docker.io") ? HUB_KEY : domain;
        String helper = config.object("credHelpers").text(key);
        if (helper.isEmpty()) {
            helper = config.text("credsStore");
        }
        JsonObject known = helper.isEmpty() ? fromFile(key) : fromHelper(helper, key);
        if (known.members().isEmpty()) {
            return "";
        }
        StringBuilder json = new StringBuilder();
        new JsonWriter(json, false).write(known.put("serveraddress", key));
        return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private JsonObject fromFile(String key) {
        JsonObject auths = config.object("auths");
        JsonObject entry = auths.object(key);
        for (String name : auths.members().keySet()) {
            if (entry.members().isEmpty() && hostOf(name).equals(key)) {
                entry = auths.object(name);
            }
        }
        JsonObject known = new JsonObject();
        String pair = decoded(entry.text("auth"));
        int colon = pair.indexOf(':');
        if (colon >= 0) {
            known.put("username", pair.substring(0, colon)).put("password", pair.substring(colon + 1));
        }
        for (String token : new String[] {"identitytoken", "registrytoken"}) {
            if (!entry.text(token).isEmpty()) {
                known.put(token, entry.text(token));
            }
        }
        return known;
    }

    /** A key of the config file may be a URL. */
    private static String hostOf(String name) {
        int scheme = name.indexOf("://");
        String rest = scheme < 0 ? name : name.substring(scheme + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).replace("\0", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The protocol of docker-credential-helpers: the server on stdin, JSON on stdout. A helper that fails knows nothing. */
    private static JsonObject fromHelper(String helper, String key) {
        JsonObject known = new JsonObject();
        try {
            Process process = new ProcessBuilder("docker-credential-" + helper, "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(key.getBytes(StandardCharsets.UTF_8));
            }
            byte[] answer = process.getInputStream().readAllBytes();
            if (process.waitFor() == 0 && JsonReader.parse(answer) instanceof JsonObject found) {
                boolean token = found.text("Username").equals("<token>");
                known.put(token ? "identitytoken" : "password", found.text("Secret"));
                if (!token) {
                    known.put("username", found.text("Username"));
                }
            }
        } catch (IOException e) {
            return new JsonObject();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return known;
    }
}
