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

    /** What a request is about. */
    sealed interface Wish {
        /** Whether this is a registry, and credentials are good here. */
        record Greeting() implements Wish {}

        /** The list of repositories, of which each is then asked for ({@link #lists}). */
        record Catalog() implements Wish {}

        record On(RepositoryName repository, Action action) implements Wish {}
    }

    /** What becomes of a wish. */
    enum Verdict {
        ALLOWED,
        /** Other credentials, or a token for more, could open it. */
        UNPROVEN,
        DENIED
    }

    /** Everybody may do everything: for a listener that only this machine reaches. */
    Access OPEN = new Access() {
        @Override
        public Principal identify(Optional<String> authorization, String address) {
            return new Principal(null, address, null);
        }

        @Override
        public Verdict judge(Principal who, Wish wish) {
            return Verdict.ALLOWED;
        }

        @Override
        public boolean lists(Principal who, RepositoryName repository) {
            return true;
        }

        @Override
        public boolean mayReadImages(Principal who) {
            return true;
        }

        @Override
        public boolean mayNameImages(Principal who, RepositoryName repository) {
            return false;
        }

        @Override
        public Optional<String> challenge(Wish wish, String base, String error) {
            return Optional.empty();
        }
    };

    /**
     * Who sent this {@code Authorization} header from this address.
     *
     * @throws io.berth.problem.Problem.Unauthorized where the header proves nothing
     */
    Principal identify(Optional<String> authorization, String address);

    Verdict judge(Principal who, Wish wish);

    default boolean allows(Principal who, Action action, RepositoryName repository) {
        return judge(who, new Wish.On(repository, action)) == Verdict.ALLOWED;
    }

    /** Whether a list of repositories tells of this one; only who may have the list is asked about. */
    boolean lists(Principal who, RepositoryName repository);

    /** Whether the blobs of local images may be read, which were not pulled for whoever uses this registry. */
    boolean mayReadImages(Principal who);

    /** Whether what is pushed to the repository with a tag becomes a local image of that name. */
    boolean mayNameImages(Principal who, RepositoryName repository);

    /**
     * How a client that was refused comes to better credentials, for {@code WWW-Authenticate}; empty where it cannot.
     *
     * @param base the URL that the client has called, without path
     * @param error code of RFC 6750, 3.1; empty where the client has shown nothing
     */
    Optional<String> challenge(Wish wish, String base, String error);
}
