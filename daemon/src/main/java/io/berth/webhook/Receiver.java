package io.berth.webhook;

import java.io.IOException;

/** A webhook and its secrets, both of which can be used. */
public record Receiver(Hook hook, HookSecrets secrets) {
    /**
     * Reads the secrets.
     *
     * @throws IOException where they cannot be read, or would be sent for everybody to see
     */
    public static Receiver of(Hook hook) throws IOException {
        HookSecrets secrets = hook.secrets() == null ? HookSecrets.NONE : HookSecrets.read(hook.secrets());
        if (hook.isOpen() && !secrets.headers().isEmpty()) {
            throw new IOException(
                    "invalid webhook " + hook.name() + ": headers of its secrets file are not sent without TLS");
        }
        return new Receiver(hook, secrets);
    }
}
