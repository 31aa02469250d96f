package io.berth.cli.credential;

import java.nio.file.Path;
import java.util.Map;

/** Where docker's clients keep what is the user's: {@code DOCKER_CONFIG}, else {@code ~/.docker}. */
public final class ConfigDirectory {
    private ConfigDirectory() {}

    public static Path of(Map<String, String> environment) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        return Path.of(directory.isEmpty() ? environment.getOrDefault("HOME", "/") + "/.docker" : directory);
    }
}
