package io.berth.server.registry;

import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.registry.Access;
import io.berth.registry.Access.Action;
import io.berth.registry.Principal;
import io.berth.server.http.Handler;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The one place where requests come in: nothing behind it is reached by who may not. */
final class Gate {
    private final Access access;
    private final Predicate<RepositoryName> readOnly;

    /** @param readOnly what is not this registry's own, but only served by it */
    Gate(Access access, Predicate<RepositoryName> readOnly) {
        this.access = access;
        this.readOnly = readOnly;
    }

    /** Serves a request on a repository. */
    @FunctionalInterface
    interface RepositoryHandler {
        Reply handle(Request request, RepositoryName repository, Principal who) throws IOException;
    }

    /** Serves a request on no repository. */
    @FunctionalInterface
    interface RegistryHandler {
        Reply handle(Request request, Principal who) throws IOException;
    }

    Handler let(Action action, RepositoryHandler handler) {
        return request -> {
            Principal who = identify(request);
            Optional<String> beside = request.query("ns");
            RepositoryName repository = name(request.variable("name"), beside);
            require(who, action, repository);
            if (action != Action.PULL && readOnly.test(repository)) {
                throw new Unsupported(
                        Subject.REPOSITORY,
                        repository + " is another registry's: it is cached here and cannot be changed");
            }
            Reply reply = handler.handle(request, repository, who);
            return beside.isPresent() ? reply.with("OCI-Namespace", beside.get()) : reply;
        };
    }

    private static RepositoryName name(String path, Optional<String> beside) {
        if (path.indexOf(':') >= 0) {
            throw new InvalidParameter(Subject.REPOSITORY, "invalid repository name: " + path);
        }
        return beside.isPresent() ? RepositoryName.beside(beside.get(), path) : new RepositoryName(path);
    }

    Handler let(RegistryHandler handler) {
        return request -> handler.handle(request, identify(request));
    }

    /** Whether a list may tell of the repository. */
    boolean shows(Principal who, RepositoryName repository) {
        return access.allows(who, Action.PULL, repository);
    }

    /** Whether blobs of local images may come into a repository that is pushed to. */
    boolean lends(Principal who) {
        return access.mayReadImages(who);
    }

    private Principal identify(Request request) {
        return access.identify(request.header("Authorization"));
    }

    private void require(Principal who, Action action, RepositoryName repository) {
        if (access.allows(who, action, repository)) {
            return;
        }
        String wish = action.name().toLowerCase(Locale.ROOT);
        if (who.name() == null) {
            throw new Unauthorized(Subject.REPOSITORY, "authentication required: " + wish + " " + repository);
        }
        throw new Forbidden(
                Subject.REPOSITORY, "requested access to the resource is denied: " + wish + " " + repository);
    }
}
