package io.berth.server.registry;

import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.registry.Access;
import io.berth.registry.Access.Action;
import io.berth.registry.Access.Wish;
import io.berth.registry.Principal;
import io.berth.server.http.Handler;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where requests come in: nothing behind it is reached by who may not. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

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

    /** Serves a request on a repository at once, or leaves it to its {@link RepositoryHandler}. */
    @FunctionalInterface
    interface PromptHandler {
        Optional<Reply> handle(Request request, RepositoryName repository) throws IOException;
    }

    Handler let(Action action, RepositoryHandler handler) {
        return request -> {
            Optional<String> beside = request.query("ns");
            RepositoryName repository = name(request.variable("name"), beside);
            Reply reply = admit(request, new Wish.On(repository, action), who -> {
                requireOwn(action, repository);
                return serve(action, () -> handler.handle(request, repository, who));
            });
            return beside.isPresent() ? reply.with("OCI-Namespace", beside.get()) : reply;
        };
    }

    /** The same; where everybody may do everything, the prompt one is asked first. Else a password may have to be hashed. */
    Handler letPull(PromptHandler prompt, RepositoryHandler handler) {
        Handler whole = let(Action.PULL, handler);
        return access.equals(Access.OPEN) ? new Prompt(prompt, whole) : whole;
    }

    private record Prompt(PromptHandler first, Handler whole) implements Handler {
        @Override
        public Optional<Reply> answerAtOnce(Request request) throws IOException {
            return request.query("ns").isPresent()
                    ? Optional.empty()
                    : first.handle(request, name(request.variable("name"), Optional.empty()));
        }

        @Override
        public Reply handle(Request request) throws IOException {
            return whole.handle(request);
        }
    }

    @FunctionalInterface
    private interface Serving {
        Reply serve() throws IOException;
    }

    /**
     * On a full disk a change is denied, as one beyond a quota is: of a 503 clients tell the status alone, and docker tries
     * for a minute. Who reads is told 503, which sends a mirror's clients on to the registry behind it.
     */
    private static Reply serve(Action action, Serving serving) throws IOException {
        try {
            return serving.serve();
        } catch (Unavailable e) {
            if (action == Action.PULL || e.subject() != Subject.STORE) {
                throw e;
            }
            throw new Forbidden(Subject.STORE, e.text());
        }
    }

    private void requireOwn(Action action, RepositoryName repository) {
        if (action != Action.PULL && readOnly.test(repository)) {
            throw new Unsupported(
                    Subject.REPOSITORY, repository + " is another registry's: it is cached here and cannot be changed");
        }
    }

    private static RepositoryName name(String path, Optional<String> beside) {
        if (path.indexOf(':') >= 0) {
            throw new InvalidParameter(Subject.REPOSITORY, "invalid repository name: " + path);
        }
        return beside.isPresent() ? RepositoryName.beside(beside.get(), path) : new RepositoryName(path);
    }

    Handler greet(RegistryHandler handler) {
        return request -> admit(request, new Wish.Greeting(), who -> handler.handle(request, who));
    }

    Handler list(RegistryHandler handler) {
        return request -> admit(request, new Wish.Catalog(), who -> handler.handle(request, who));
    }

    /** Whether a list may tell of the repository. */
    boolean shows(Principal who, RepositoryName repository) {
        return access.lists(who, repository);
    }

    /** Whether blobs of local images may come into a repository that is pushed to. */
    boolean lends(Principal who) {
        return access.mayReadImages(who);
    }

    @FunctionalInterface
    private interface Inside {
        Reply serve(Principal who) throws IOException;
    }

    private Reply admit(Request request, Wish wish, Inside inside) throws IOException {
        Optional<String> shown = request.header("Authorization");
        String address = request.peer().address();
        Principal who;
        try {
            who = access.identify(shown, address);
        } catch (Unauthorized e) {
            LOG.info("credentials from {} were refused: {}", address, e.text());
            return unauthorized(e, request, wish, "invalid_token");
        }
        return switch (access.judge(who, wish)) {
            case ALLOWED -> inside.serve(who);
            case UNPROVEN ->
                unauthorized(
                        new Unauthorized(Subject.REPOSITORY, "authentication required" + told(wish)),
                        request,
                        wish,
                        shown.isEmpty() ? "" : "insufficient_scope");
            case DENIED -> {
                LOG.info("denied to {} from {}{}", who.name(), address, told(wish));
                throw new Forbidden(Subject.REPOSITORY, "requested access to the resource is denied" + told(wish));
            }
        };
    }

    private Reply unauthorized(Unauthorized problem, Request request, Wish wish, String error) {
        Optional<String> challenge = Origin.of(request).flatMap(base -> access.challenge(wish, base, error));
        return Errors.reply(
                problem, challenge.map(text -> Map.of("WWW-Authenticate", text)).orElse(Map.of()));
    }

    private static String told(Wish wish) {
        return switch (wish) {
            case Wish.Greeting() -> "";
            case Wish.Catalog() -> ": list of repositories";
            case Wish.On(RepositoryName repository, Action action) ->
                ": " + action.name().toLowerCase(Locale.ROOT) + " " + repository;
        };
    }
}
