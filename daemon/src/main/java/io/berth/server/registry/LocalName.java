package io.berth.server.registry;

import io.berth.io.Loopback;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.oci.RepositoryName;
import io.berth.server.http.Request;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a pushed tag is called among the local images: by the repository's own name where that begins with a registry
 * ({@code docker.io/library/redis}), else behind the name of this machine by which the client has called it ({@code
 * localhost:5000/team/app}). By another host's name nobody gives names: a client says what it likes there.
 */
final class LocalName {
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private LocalName() {}

    static Optional<Reference> of(Request request, RepositoryName repository, String tag) {
        String name = repository.value();
        int slash = name.indexOf('/');
        boolean full = slash > 0 && Repository.isRegistry(name.substring(0, slash));
        Optional<String> registry = full ? Optional.of("") : host(request).map(host -> host + '/');
        return registry.map(prefix -> Reference.tagged(Repository.parse(prefix + name), tag));
    }

    private static Optional<String> host(Request request) {
        return Origin.host(request)
                .filter(host -> Loopback.isHost(PORT.matcher(host).replaceFirst("")));
    }
}
