package io.berth.remote;

/**
 * A repository that a search found.
 *
 * @param name as it is pulled
 * @param automated built by Docker Hub itself, which it no longer does
 */
public record Hit(String name, String description, int stars, boolean official, boolean automated) {
    /** One that a registry tells nothing more of. */
    public static Hit of(String name, String description, boolean official) {
        return new Hit(name, description, 0, official, false);
    }
}
