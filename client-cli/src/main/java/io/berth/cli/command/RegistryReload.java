package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;

/** {@code berth registry reload}: makes the daemon read its configuration anew, and shows how registries are reached now. */
final class RegistryReload implements Command {
    @Override
    public Spec spec() {
        return Spec.of("registry reload", "", "Make the daemon read anew how registries are reached", 0, 0);
    }

    @Override
    public int run(Session session, Flags flags) {
        if (session.engine().post(Query.of("/berth/registries/reload")) instanceof JsonObject now) {
            lines(session, "Registry Mirrors", now.texts("Mirrors"));
            lines(session, "Insecure Registries", now.texts("InsecureRegistries"));
            line(session, "HTTP Proxy", now.text("HttpProxy"));
            line(session, "HTTPS Proxy", now.text("HttpsProxy"));
            line(session, "No Proxy", now.text("NoProxy"));
            lines(session, "Used after a restart only", now.texts("AfterRestart"));
        }
        return 0;
    }

    private static void lines(Session session, String title, Iterable<String> texts) {
        line(session, title, String.join(", ", texts));
    }

    private static void line(Session session, String title, String text) {
        if (!text.isEmpty()) {
            session.out().line(title + ": " + text);
        }
    }
}
