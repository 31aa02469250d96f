package io.berth.server.engine;

import io.berth.io.CancelToken;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.Remotes;
import io.berth.remote.credential.AuthConfig;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.ServerAddress;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /auth}: has a registry check credentials. Nothing of them is kept. */
public final class AuthEndpoints implements Endpoints {
    /** Until 1.39 the token is there, empty or not, and comes first. */
    private static final Shape SHAPE = new Shape().at(40, answer -> {
        String identity = answer.path("IdentityToken").asString("");
        String status = answer.path("Status").asString("");
        answer.removeAll().put("IdentityToken", identity).put("Status", status);
    });

    private final Remotes remotes;

    public AuthEndpoints(Remotes remotes) {
        this.remotes = remotes;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/auth", this::login);
    }

    private Reply login(Request request) throws IOException {
        ObjectNode auth = body(request);
        String registry = registry(auth.path("serveraddress").asString(""));
        Credentials credentials = AuthConfig.credentials(auth);
        String identity = remotes.login(registry, credentials, new CancelToken());
        ObjectNode answer = Json.object();
        if (!identity.isEmpty()) {
            answer.put("IdentityToken", identity);
        }
        answer.put("Status", "Login Succeeded");
        return Json.ok(SHAPE.render(answer, request.version()));
    }

    private static ObjectNode body(Request request) throws IOException {
        Optional<ObjectNode> body;
        try {
            body = JsonBody.read(request);
        } catch (InvalidParameter e) {
            throw new InvalidParameter("invalid X-Registry-Auth header: " + e.text());
        }
        return body.orElseGet(Json::object);
    }

    /** Host and port; Docker Hub's where none is given. */
    private static String registry(String address) {
        if (address.isEmpty()) {
            return ServerAddress.registry(ServerAddress.HUB);
        }
        String url = address.startsWith("https://") || address.startsWith("http://") ? address : "https://" + address;
        try {
            URI uri = new URI(url);
            if (uri.getRawUserInfo() != null) {
                throw new InvalidParameter("unable to parse server address: credentials do not belong into it");
            }
            if (uri.getHost() != null) {
                return ServerAddress.registry(url);
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new InvalidParameter("unable to parse server address: parse \"" + url + "\": " + reason(url));
    }

    /** Go's words for the one case in which people know them. */
    private static String reason(String url) {
        int percent = url.indexOf('%');
        return percent < 0
                ? "no host in it"
                : "invalid URL escape \"" + url.substring(percent, Math.min(url.length(), percent + 3)) + '"';
    }
}
