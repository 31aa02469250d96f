package io.berth.oci;

import io.berth.problem.Problem.InvalidParameter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A named collection of images in one registry: {@code docker.io/library/redis}.
 *
 * @param registry host with optional port; Docker Hub is always {@code docker.io}
 * @param path the name within the registry, lower case, components joined by slashes
 */
public record Repository(String registry, String path) implements Comparable<Repository> {
    public static final String DOCKER_HUB = "docker.io";

    private static final String OFFICIAL = "library/";
    private static final int NAME_LENGTH_MAX = 255;
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final Pattern REGISTRY =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");

    /**
     * Reads a name without tag and digest, in any form that docker takes ({@code redis}, {@code library/redis},
     * {@code index.docker.io/redis}, {@code localhost:5000/x}).
     *
     * @throws InvalidParameter in the engine's words
     */
    public static Repository parse(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasRegistry =
                isRegistry(first) || !first.toLowerCase(Locale.ROOT).equals(first);
        String registry = hasRegistry ? first : DOCKER_HUB;
        String path = hasRegistry ? name.substring(slash + 1) : name;
        if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (registry.equals(DOCKER_HUB) && path.indexOf('/') < 0) {
            path = OFFICIAL + path;
        }
        return checked(registry, path);
    }

    /** Whether the first part of a name is a registry's: it has a dot or a port, or is this machine's name for itself. */
    public static boolean isRegistry(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }

    /** Whether the text can be a name within a registry; deep recursion for long texts. */
    static boolean isPath(String text) {
        return PATH.matcher(text).matches();
    }

    private static Repository checked(String registry, String path) {
        if (!isPath(path)) {
            String lower = path.toLowerCase(Locale.ROOT);
            if (!lower.equals(path) && PATH.matcher(lower).matches()) {
                throw new InvalidParameter(
                        "invalid reference format: repository name (" + path + ") must be lowercase");
            }
            throw new InvalidParameter("invalid reference format");
        }
        if (!REGISTRY.matcher(registry).matches()) {
            throw new InvalidParameter("invalid reference format");
        }
        if (path.length() > NAME_LENGTH_MAX) {
            throw new InvalidParameter("repository name must not be more than " + NAME_LENGTH_MAX + " characters");
        }
        return new Repository(registry, path);
    }

    /** The name in full: {@code docker.io/library/redis}. */
    public String canonical() {
        return registry + '/' + path;
    }

    /** The name as users see it: {@code redis}, {@code nigelpoulton/tu-demo}, {@code localhost:5000/x}. */
    public String familiar() {
        if (!registry.equals(DOCKER_HUB)) {
            return canonical();
        }
        String rest = path.startsWith(OFFICIAL) ? path.substring(OFFICIAL.length()) : path;
        return rest.indexOf('/') < 0 ? rest : path;
    }

    @Override
    public int compareTo(Repository other) {
        return canonical().compareTo(other.canonical());
    }

    @Override
    public String toString() {
        return canonical();
    }
}
