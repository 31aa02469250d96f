package io.berth.remote.credential;

import io.berth.oci.Repository;
import java.util.Locale;
import java.util.Set;

/** The names under which docker's clients keep credentials: {@code host:port}, a URL, Docker Hub's old address. */
public final class ServerAddress {
    /** Docker Hub, as {@code config.json} and the helpers call it. */
    public static final String HUB = "https://index.docker.io/v1/";

    private static final Set<String> HUB_HOSTS = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

    private ServerAddress() {}

    /** The registry that is meant, as references name it: {@code docker.io}, {@code host:port}. */
    public static String registry(String address) {
        String text = address.strip();
        int scheme = text.indexOf("://");
        String rest = scheme < 0 ? text : text.substring(scheme + "://".length());
        int end = rest.indexOf('/');
        String host = (end < 0 ? rest : rest.substring(0, end)).toLowerCase(Locale.ROOT);
        return HUB_HOSTS.contains(host) ? Repository.DOCKER_HUB : host;
    }

    /** What a helper is asked for where nothing else is known. */
    static String key(String registry) {
        return registry.equals(Repository.DOCKER_HUB) ? HUB : registry;
    }
}
