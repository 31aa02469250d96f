package io.berth.remote;

import io.berth.problem.Problem;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.RegistryException.Kind;
import java.util.Set;

/** Failures in the words of dockerd's distribution endpoint, which are the registry's own wherever it has some. */
final class DistributionProblems {
    static final Set<Kind> TOLD_BY_REGISTRY = Set.of(Kind.MISSING, Kind.FORBIDDEN, Kind.LIMITED);

    private DistributionProblems() {}

    static Problem of(RegistryException e) {
        String told = e.error().map(RemoteError::text).orElse("");
        return switch (e.kind()) {
            case MISSING -> new NotFound(Subject.IMAGE, told.isEmpty() ? "manifest unknown: manifest unknown" : told);
            case NO_CREDENTIALS ->
                new Unauthorized(
                        Subject.REGISTRY, RemoteProblems.verb(e.method()) + " \"" + e.uri() + "\": " + e.text());
            case WRONG_CREDENTIALS ->
                new Unauthorized(
                        Subject.REQUEST,
                        told.isEmpty() || e.text().startsWith("authentication required")
                                ? "unauthorized: authentication required"
                                : told);
            case DENIED -> new Forbidden(Subject.REGISTRY, "denied: requested access to the resource is denied");
            case FORBIDDEN -> new Forbidden(Subject.REGISTRY, told.isEmpty() ? "denied" : told);
            case LIMITED -> new Limited(Subject.REGISTRY, told.isEmpty() ? "toomanyrequests: " + e.text() : told);
            case NETWORK, SERVER, POLICY, OTHER -> new Unavailable(Subject.REGISTRY, e.text(), e);
        };
    }
}
