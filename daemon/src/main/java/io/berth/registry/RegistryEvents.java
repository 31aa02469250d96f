package io.berth.registry;

import io.berth.event.Draft;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.util.HashMap;
import java.util.Map;

/**
 * What the log says of changes to repositories: type {@code repository}, the actor is {@code name:tag} or {@code
 * name@digest}; who did it, and from where, goes along.
 */
final class RegistryEvents {
    private static final String TYPE = "repository";

    private RegistryEvents() {}

    static Draft of(String action, Principal who, RepositoryName repository, Digest digest) {
        return draft(action, who, repository, repository + "@" + digest);
    }

    static Draft of(String action, Principal who, RepositoryName repository, String tag) {
        return draft(action, who, repository, repository + ":" + tag);
    }

    private static Draft draft(String action, Principal who, RepositoryName repository, String actor) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("name", repository.value());
        if (who.name() != null) {
            attributes.put("user", who.name());
        }
        if (!who.address().isEmpty()) {
            attributes.put("address", who.address());
        }
        return new Draft(TYPE, action, actor, attributes);
    }
}
