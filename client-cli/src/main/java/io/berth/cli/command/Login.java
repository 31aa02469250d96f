package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.credential.CredentialStore;
import io.berth.cli.credential.Known;
import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.EngineException;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code berth login}: has the engine check credentials, and keeps them where docker's CLI does. */
final class Login implements Command {
    private static final int SECRET_BYTES_MAX = 1 << 20;
    private static final int UNAUTHORIZED = 401;

    @Override
    public Spec spec() {
        return Spec.of(
                "login",
                "[OPTIONS] [SERVER]",
                "Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.",
                0,
                1,
                Flag.text('p', "password", "Password or Personal Access Token (PAT)"),
                Flag.toggle((char) 0, "password-stdin", "Take the Password or Personal Access Token (PAT) from stdin"),
                Flag.text('u', "username", "Username"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Console console = session.console();
        String user = flags.text("username");
        String password = password(console, flags);
        List<String> arguments = flags.arguments();
        String key = CredentialStore.key(arguments.isEmpty() ? "" : arguments.getFirst());
        CredentialStore store = CredentialStore.of(console.environment());
        if (store.isOverridden()) {
            console.err().line("WARNING: DOCKER_AUTH_CONFIG is set and takes precedence.");
        }
        Known before = user.isEmpty() && password.isEmpty() ? stored(store, key) : Known.NOTHING;
        JsonObject answer = before.password().isEmpty() ? null : again(session, key, before);
        Known known = before;
        if (answer == null) {
            known = new LoginPrompt(console, key).ask(user, password, before.user());
            answer = check(session, key, known);
        }
        keep(console, store, key, known.withIdentity(answer.text("IdentityToken")));
        console.out().line(answer.text("Status"));
        return 0;
    }

    private static String password(Console console, Flags flags) {
        if (flags.has("password") && flags.text("password").isEmpty()) {
            throw new CliException("password is empty");
        }
        if (!flags.is("password-stdin")) {
            if (flags.has("password")) {
                console.err()
                        .line("WARNING! Using --password via the CLI is insecure. Use --password-stdin.")
                        .flush();
            }
            return flags.text("password");
        }
        if (flags.has("password")) {
            throw new CliException("conflicting options: cannot specify both --password and --password-stdin");
        }
        if (flags.text("username").isEmpty()) {
            throw new CliException("the --password-stdin option requires --username to be set");
        }
        try {
            String text = new String(console.in().readNBytes(SECRET_BYTES_MAX), StandardCharsets.UTF_8);
            String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        } catch (IOException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
    }

    private static Known stored(CredentialStore store, String key) {
        try {
            return store.get(key);
        } catch (IOException e) {
            return Known.NOTHING;
        }
    }

    /** With what is stored; null where that is no longer good, and said so. */
    private static @Nullable JsonObject again(Session session, String key, Known known) {
        session.err()
                .line("Authenticating with existing credentials... [Username: " + known.user() + "]")
                .line("")
                .line(" Info -> To login with a different account, run 'berth logout' followed by 'berth login'")
                .line("")
                .line("")
                .flush();
        try {
            return check(session, key, known);
        } catch (EngineException e) {
            session.err()
                    .line(
                            e.status() == UNAUTHORIZED
                                    ? "Stored credentials invalid or expired"
                                    : "Login did not succeed, error: " + e.text());
            return null;
        }
    }

    private static JsonObject check(Session session, String key, Known known) {
        Object answer = session.engine().post(Query.of("/auth"), known.auth(key));
        return answer instanceof JsonObject told ? told : new JsonObject();
    }

    private static void keep(Console console, CredentialStore store, String key, Known known) {
        try {
            store.store(key, known);
        } catch (IOException e) {
            throw new CliException("Error saving credentials: " + e.getMessage());
        }
        if (store.isPlain(key) && !known.password().isEmpty()) {
            console.err()
                    .line("")
                    .line("WARNING! Your credentials are stored unencrypted in '" + store.path() + "'.")
                    .line("Configure a credential helper to remove this warning. See")
                    .line("https://docs.docker.com/go/credential-store/")
                    .line("");
        }
    }
}
