package io.berth.cli.http;

/** Versions: this program's and those of the engine API. */
public final class Version {
    public static final String BERTH = "0.1.0";

    /** The newest API this client was written for. */
    public static final String API_MAX = "1.55";

    /** Taken of an engine that does not say its version. */
    static final String API_UNKNOWN = "1.24";

    private Version() {}

    /** The older of two API versions. */
    static String min(String one, String other) {
        return minor(one) <= minor(other) ? one : other;
    }

    /** The number after {@code 1.}; of anything else 0. */
    public static int minor(String version) {
        try {
            return version.startsWith("1.") ? Integer.parseInt(version.substring(2)) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
