package io.berth.remote.credential;

/** What the daemon itself knows of registries. */
@FunctionalInterface
public interface KnownCredentials {
    /** Nothing. */
    KnownCredentials NONE = _ -> Credentials.anonymous();

    /**
     * For this registry or mirror, by its own name ({@code docker.io}, {@code host:port}); nobody where nothing is known.
     * May run a program and wait for it.
     */
    Credentials of(String registry);
}
