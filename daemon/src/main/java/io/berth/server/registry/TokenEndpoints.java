package io.berth.server.registry;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Subject;
import io.berth.registry.access.AccessControl;
import io.berth.registry.access.TokenAsked;
import io.berth.registry.access.TokenAsked.Proof;
import io.berth.registry.access.TokenGiven;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where tokens are given: docker's token protocol, by GET with Basic credentials and by POST with a form (OAuth 2). */
final class TokenEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(TokenEndpoints.class);

    private final AccessControl access;

    TokenEndpoints(AccessControl access) {
        this.access = access;
    }

    void register(Routes routes) {
        routes.get(AccessControl.TOKEN_PATH, this::get).post(AccessControl.TOKEN_PATH, this::post);
    }

    private Reply get(Request request) {
        TokenAsked asked = new TokenAsked(
                new Proof.Header(request.header("Authorization")),
                request.query("service").orElse(""),
                request.queries("scope"),
                request.flag("offline_token"));
        return give(request, asked);
    }

    private Reply post(Request request) throws IOException {
        Map<String, String> form = form(request);
        TokenAsked asked = new TokenAsked(
                proof(request, form),
                form.getOrDefault("service", ""),
                List.of(form.getOrDefault("scope", "")),
                form.getOrDefault("access_type", "").equals("offline"));
        return give(request, asked);
    }

    private static Proof proof(Request request, Map<String, String> form) {
        return switch (form.getOrDefault("grant_type", "")) {
            case "password" -> new Proof.Password(form.getOrDefault("username", ""), form.getOrDefault("password", ""));
            case "refresh_token" -> new Proof.Refresh(form.getOrDefault("refresh_token", ""));
            case "client_credentials" -> new Proof.Header(request.header("Authorization"));
            default ->
                throw new InvalidParameter(
                        Subject.REQUEST, "grant_type must be password, refresh_token or client_credentials");
        };
    }

    private Reply give(Request request, TokenAsked asked) {
        try {
            return reply(access.token(asked));
        } catch (Unauthorized e) {
            LOG.info("no token for {}: {}", request.peer().address(), e.text());
            return Errors.reply(e, Map.of("WWW-Authenticate", "Basic realm=\"token\", charset=\"UTF-8\""));
        }
    }

    private static Reply reply(TokenGiven given) {
        ObjectNode body = Json.object()
                .put("token", given.token())
                .put("access_token", given.token())
                .put("scope", given.scope())
                .put("expires_in", given.lifetime().toSeconds())
                .put("issued_at", given.issued().toString());
        if (given.refresh() != null) {
            body.put("refresh_token", given.refresh());
        }
        return Json.ok(body, Map.of("Cache-Control", "no-store"));
    }

    /** Of members given twice, the first counts. */
    private static Map<String, String> form(Request request) throws IOException {
        byte[] bytes = request.body().readNBytes(Limits.TOKEN_FORM_BYTES_MAX + 1);
        if (bytes.length > Limits.TOKEN_FORM_BYTES_MAX) {
            throw new TooLarge(Subject.REQUEST, "a form of more than " + Limits.TOKEN_FORM_BYTES_MAX + " bytes");
        }
        Map<String, String> form = new HashMap<>();
        for (String member : new String(bytes, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = member.indexOf('=');
            if (equals > 0) {
                form.putIfAbsent(decoded(member.substring(0, equals)), decoded(member.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameter(Subject.REQUEST, "the form is not encoded as forms are");
        }
    }
}
