package io.berth;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Configurations of an administrator. */
abstract class ConfigCase {
    static final Surroundings ROOT = new Surroundings(true, Map.of());

    static Settings flags(String line) {
        return CommandLine.parse(line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1)))
                .settings();
    }

    static Config ofFlags(String line) {
        return new ConfigReader(flags(line), ROOT).read();
    }

    static Config ofFile(String json) {
        return new ConfigReader(ConfigFile.parse(json).settings(), ROOT).read();
    }
}
