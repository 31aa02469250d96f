package io.berth.server.http;

/** A version of the Engine API: {@code 1.minor}. */
public record ApiVersion(int minor) implements Comparable<ApiVersion> {
    public static final ApiVersion OLDEST = new ApiVersion(24);
    public static final ApiVersion NEWEST = new ApiVersion(55);

    public boolean isBefore(int otherMinor) {
        return minor < otherMinor;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return "1." + minor;
    }
}
