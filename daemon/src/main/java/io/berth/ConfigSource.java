package io.berth;

import java.nio.file.Path;
import java.util.List;

/** Where the configuration comes from: the flags of this run, and a file that can change. */
record ConfigSource(Settings flags, Surroundings surroundings) {
    /**
     * What was read.
     *
     * @param settings flags and file together, as they were written
     * @param meaningless keys of the file that have no effect here
     */
    record Loaded(Config config, Settings settings, List<String> meaningless) {}

    /** Reads it anew; throws {@link ConfigException} where it cannot be used. */
    Loaded read() {
        ConfigFile file = flags.one(Option.CONFIG_FILE)
                .map(path -> ConfigFile.read(Path.of(path), true))
                .orElseGet(() -> ConfigFile.read(surroundings.configFile(), false));
        Settings settings = flags.with(file.settings());
        return new Loaded(new ConfigReader(settings, surroundings).read(), settings, file.meaningless());
    }
}
