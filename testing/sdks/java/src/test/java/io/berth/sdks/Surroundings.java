package io.berth.sdks;

/** What testing/e2e/test_sdks.py has started. */
final class Surroundings {
    /** The daemon's address. */
    static final String HOST = variable("DOCKER_HOST");
    /** A registry that lets everybody pull and push, {@code host:port}. */
    static final String REGISTRY = variable("REGISTRY");
    /** A registry that asks for a password, {@code host:port}. */
    static final String AUTH_REGISTRY = variable("AUTH_REGISTRY");

    private Surroundings() {}

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run testing/run sdks");
        }
        return value;
    }
}
