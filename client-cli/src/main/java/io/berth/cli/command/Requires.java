package io.berth.cli.command;

import io.berth.cli.http.Engine;
import io.berth.cli.problem.CliException;

/** Refuses a flag that the engine's API does not have yet: it would be ignored in silence. */
final class Requires {
    private Requires() {}

    static void api(Engine engine, String flag, int minor) {
        if (!engine.isAtLeast(minor)) {
            throw new CliException("\"--" + flag + "\" requires API version 1." + minor
                    + ", but the Docker daemon API version is " + engine.version());
        }
    }
}
