package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.credential.CredentialStore;
import io.berth.cli.credential.Known;
import io.berth.cli.problem.CliException;

/** Asks a person at a terminal for what a login lacks. */
record LoginPrompt(Console console, String key) {
    /** Name and password; the name that was used before is offered. */
    Known ask(String user, String password, String before) {
        if (password.isEmpty() && !console.terminal().isTerminal(0)) {
            throw new CliException("Error: Cannot perform an interactive login from a non TTY device");
        }
        String name = user.strip();
        if (name.isEmpty()) {
            name = name(before);
        }
        String secret = password.isEmpty() ? console.secret("Password: ") : password;
        if (secret.isEmpty()) {
            throw new CliException("Error: Password Required");
        }
        return Known.password(name, secret);
    }

    private String name(String before) {
        if (key.equals(CredentialStore.HUB)) {
            console.out()
                    .line("Log in with your Docker ID or email address to push and pull images from Docker Hub. If you"
                            + " don't have a Docker ID, head over to https://hub.docker.com/ to create one.");
        }
        String given = console.ask(before.isEmpty() ? "Username: " : "Username (" + before + "): ")
                .strip();
        String name = given.isEmpty() ? before : given;
        if (name.isEmpty()) {
            throw new CliException("Error: Non-null Username Required");
        }
        return name;
    }
}
