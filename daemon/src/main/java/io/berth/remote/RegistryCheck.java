package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Parallel;
import io.berth.problem.Problem;
import io.berth.remote.Checkup.Place;
import io.berth.remote.Checkup.Status;
import io.berth.remote.Checkup.Step;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Tells step by step how a registry and its mirrors can be reached, or why not. */
final class RegistryCheck {
    private static final int AT_ONCE = 8;
    private static final String API = "/v2/";

    private final Reach reach;
    private final Asker asker;
    private final Session session;

    RegistryCheck(Reach reach, Asker asker, Session session) {
        this.reach = reach;
        this.asker = asker;
        this.session = session;
    }

    Checkup run(String registry, CancelToken cancel) {
        List<Endpoint> endpoints;
        try {
            endpoints = reach.endpoints().of(registry);
        } catch (Problem e) {
            Step broken = new Step("configuration", Status.FAILED, e.text(), 0);
            return new Checkup(registry, List.of(new Place(URI.create("https://" + registry), false, List.of(broken))));
        }
        return new Checkup(registry, Parallel.map(endpoints, AT_ONCE, endpoint -> place(endpoint, cancel)));
    }

    private Place place(Endpoint endpoint, CancelToken cancel) {
        StepLog log = new StepLog();
        Endpoint at = reach.endpoints().current(endpoint);
        LinkCheck link = new LinkCheck(at, reach.endpoints().proxy(at.base()).orElse(null), log);
        if (link.run()) {
            if (api(endpoint, log, cancel)) {
                auth(endpoint, log, cancel);
            } else {
                log.skipped("auth", "the registry's API does not answer");
            }
            limit(endpoint, log);
        }
        return new Place(reach.endpoints().current(endpoint).base(), endpoint.isMirror(), log.steps());
    }

    /** The API as it is to a stranger. Redirects and TLS or not are as for any request. */
    private boolean api(Endpoint endpoint, StepLog log, CancelToken cancel) {
        try (HttpAnswer answer = stranger(endpoint, cancel)) {
            String version = answer.header("Docker-Distribution-Api-Version")
                    .map(RemoteError::clean)
                    .orElse("no version told");
            if (answer.status() == 401) {
                log.ok(
                        "api",
                        "answers at " + answer.call().uri() + " and asks who we are: "
                                + Challenge.choose(answer.headers("WWW-Authenticate"))
                                        .map(RegistryCheck::told)
                                        .orElse("in a way that is not understood; Bearer and Basic are"));
                return true;
            }
            if (answer.status() == 200) {
                log.ok("api", "answers at " + answer.call().uri() + " without credentials (" + version + ")");
                return true;
            }
            log.failed(
                    "api",
                    answer.call().uri() + " answers " + answer.statusLine()
                            + ", where a registry says 200 or 401; is this a registry, and is its path right?");
        } catch (IOException e) {
            log.failed("api", String.valueOf(e.getMessage()));
        }
        return false;
    }

    private HttpAnswer stranger(Endpoint endpoint, CancelToken cancel) throws IOException {
        Endpoint at = reach.endpoints().current(endpoint);
        try {
            return reach.caller().own("GET", at.resolve(API), at, Map.of(), cancel);
        } catch (IOException e) {
            if (!Caller.speaksNoTls(e, at)) {
                throw e;
            }
            Endpoint plain = reach.endpoints().foundPlain(at);
            return reach.caller().own("GET", plain.resolve(API), plain, Map.of(), cancel);
        }
    }

    private static String told(Challenge challenge) {
        return challenge.scheme().equals("basic")
                ? "by user name and password (Basic)"
                : "by a token from " + challenge.parameter("realm") + " (Bearer, service \""
                        + challenge.parameter("service") + "\")";
    }

    private void auth(Endpoint endpoint, StepLog log, CancelToken cancel) {
        boolean anonymous = asker.at(endpoint) instanceof Credentials.Anonymous;
        try (HttpAnswer answer = session.send(endpoint, "GET", API, Map.of(), cancel)) {
            if (answer.status() == 200) {
                log.ok("auth", anonymous ? "no credentials are needed for this" : "the credentials are accepted");
            } else {
                log.failed("auth", "with credentials the registry answers " + answer.statusLine());
            }
        } catch (RegistryException e) {
            boolean none = e.kind() == Kind.NO_CREDENTIALS || (anonymous && e.kind() == Kind.DENIED);
            if (none) {
                log.skipped("auth", "the registry wants credentials, and none are known: log in to it");
            } else if (e.kind() == Kind.WRONG_CREDENTIALS || e.kind() == Kind.DENIED) {
                log.failed("auth", "the credentials are refused (" + e.getMessage() + "): log in anew");
            } else {
                log.failed("auth", String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            log.failed("auth", String.valueOf(e.getMessage()));
        }
    }

    private void limit(Endpoint endpoint, StepLog log) {
        Endpoint at = reach.endpoints().current(endpoint);
        reach.limits()
                .find(at, asker.fingerprint(at))
                .ifPresentOrElse(
                        limit -> told(limit, log),
                        () -> log.skipped("rate-limit", "the registry has told of none so far"));
    }

    private static void told(RateLimit limit, StepLog log) {
        String budget = limit.remaining() + " of " + (limit.limit() < 0 ? "an untold number" : limit.limit()) + " left"
                + (limit.window() == null
                        ? ""
                        : " in a window of " + limit.window().toMinutes() + " minutes")
                + (limit.source().isEmpty() ? "" : ", counted for " + limit.source());
        if (limit.remaining() == 0) {
            log.failed("rate-limit", budget + (limit.resets() == null ? "" : "; more after " + limit.resets()));
        } else {
            log.ok("rate-limit", budget);
        }
    }
}
