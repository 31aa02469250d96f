package io.berth.registry;

import io.berth.event.Draft;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.util.Map;

/** What the log says of changes to repositories: type {@code repository}, the actor is {@code name:tag} or {@code name@digest}. */
final class RegistryEvents {
    private static final String TYPE = "repository";

    private RegistryEvents() {}

    static Draft of(String action, RepositoryName repository, Digest digest) {
        return new Draft(TYPE, action, repository + "@" + digest, Map.of("name", repository.value()));
    }

    static Draft of(String action, RepositoryName repository, String tag) {
        return new Draft(TYPE, action, repository + ":" + tag, Map.of("name", repository.value()));
    }
}
