package io.berth.server.http;

import org.jspecify.annotations.Nullable;

/** Whether this daemon speaks the version that a path asks for. */
final class VersionCheck {
    private VersionCheck() {}

    /** The answer to a version that is too old or too new; null for one that is served, or none. */
    static @Nullable Reply refusal(@Nullable String version) {
        if (version == null) {
            return null;
        }
        if (ApiVersion.OLDEST.compareToText(version) > 0) {
            // Who asks for so old a version does not read JSON errors.
            return Problems.plainError(
                    400,
                    "client version " + version + " is too old. Minimum supported API version is " + ApiVersion.OLDEST
                            + ", please upgrade your client to a newer version");
        }
        if (ApiVersion.NEWEST.compareToText(version) < 0) {
            return Problems.error(
                    400,
                    "client version " + version + " is too new. Maximum supported API version is " + ApiVersion.NEWEST);
        }
        return null;
    }
}
