package io.berth.server.registry;

import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Subject;
import io.berth.registry.Access;
import io.berth.registry.Access.Action;
import io.berth.registry.Principal;
import io.berth.server.http.Handler;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import java.io.IOException;
import java.util.Locale;

/** The one place where requests come in: nothing behind it is reached by who may not. */
final class Gate {
    private final Access access;

    Gate(Access access) {
        this.access = access;
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
            RepositoryName repository = new RepositoryName(request.variable("name"));
            require(who, action, repository);
            return handler.handle(request, repository, who);
        };
    }

    Handler let(RegistryHandler handler) {
        return request -> handler.handle(request, identify(request));
    }

    /** Whether a list may tell of the repository. */
    boolean shows(Principal who, RepositoryName repository) {
        return access.allows(who, Action.PULL, repository);
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
