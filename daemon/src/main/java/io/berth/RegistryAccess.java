package io.berth;

import io.berth.index.Repositories;
import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import io.berth.registry.Access;
import io.berth.registry.access.AccessControl;
import io.berth.remote.Remotes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Who may use this daemon's own registry, as the configuration says. */
final class RegistryAccess {
    private RegistryAccess() {}

    /**
     * Reads the access file, and has the repositories keep to it; without one everybody may do everything.
     *
     * @throws ConfigException where it cannot be used
     */
    static Access open(Config config, Repositories repositories, Remotes remotes) throws IOException {
        Path file = config.registry().access();
        if (file == null) {
            return Access.OPEN;
        }
        try {
            AccessControl control = AccessControl.open(
                    file, config.dataRoot(), uri -> remotes.document(uri, Limits.KEY_SET_BYTES_MAX), Clock.systemUTC());
            repositories.keepTo(control);
            return control;
        } catch (Corrupt e) {
            throw new ConfigException("the registry's access: " + e.text());
        }
    }
}
