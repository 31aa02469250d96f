package io.berth.registry;

import io.berth.oci.RepositoryName;
import java.util.Optional;

/**
 * Who may do what. {@code server.registry.Gate} asks it for every request, before anything else is looked at; what reaches
 * beyond the request's own repository (a mount's source, a list of all) is asked where it is found.
 */
public interface Access {
    /** What may be done with a repository; DELETE is of tags, manifests and blobs. */
    enum Action {
        PULL,
        PUSH,
        DELETE
    }

    /** Everybody may do everything: for a listener that only this machine reaches. */
    Access OPEN = new Access() {
        @Override
        public Principal identify(Optional<String> authorization) {
            return Principal.ANONYMOUS;
        }

        @Override
        public boolean allows(Principal who, Action action, RepositoryName repository) {
            return true;
        }

        @Override
        public boolean mayReadImages(Principal who) {
            return true;
        }
    };

    /**
     * Who sent this {@code Authorization} header.
     *
     * @throws io.berth.problem.Problem.Unauthorized where it proves nothing
     */
    Principal identify(Optional<String> authorization);

    boolean allows(Principal who, Action action, RepositoryName repository);

    /** Whether the blobs of local images may be read, which were not pulled for whoever uses this registry. */
    boolean mayReadImages(Principal who);
}
