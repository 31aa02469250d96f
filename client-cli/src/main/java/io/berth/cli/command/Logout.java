package io.berth.cli.command;

import io.berth.cli.credential.CredentialStore;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code berth logout}: forgets a registry's credentials. */
final class Logout implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "logout",
                "[SERVER]",
                "Log out from a registry.\nIf no server is specified, the default is Docker Hub.",
                0,
                1);
    }

    @Override
    public int run(Session session, Flags flags) {
        List<String> arguments = flags.arguments();
        String server = arguments.isEmpty() ? "" : arguments.getFirst();
        String key = CredentialStore.key(server);
        Set<String> keys = new LinkedHashSet<>(List.of(key));
        if (!key.equals(CredentialStore.HUB)) {
            keys.addAll(List.of(server, "http://" + key, "https://" + key)); // as older clients kept them
        }
        CredentialStore store = CredentialStore.of(session.console().environment());
        if (store.isOverridden()) {
            session.err().line("WARNING: DOCKER_AUTH_CONFIG is set and takes precedence.");
        }
        session.out().line("Removing login credentials for " + key).flush();
        try {
            store.erase(List.copyOf(keys));
        } catch (IOException e) {
            session.err().line("WARNING: could not erase credentials:").line(key + ": " + e.getMessage());
        }
        return 0;
    }
}
