package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.Anonymous;
import io.berth.remote.credential.Credentials.IdentityToken;
import io.berth.remote.credential.Credentials.Password;
import io.berth.remote.credential.Credentials.RegistryToken;
import io.berth.remote.transport.HttpAnswer;
import io.berth.remote.transport.HttpBody;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a token server, in both of its forms.
 *
 * @param lasting whether a refresh token is wanted as well ({@code offline_token})
 */
record TokenRequest(String realm, String service, Scopes scopes, boolean lasting) {
    private static final String CLIENT = "berth";

    static TokenRequest of(TokenCache.Key key) {
        return new TokenRequest(key.realm(), key.service(), key.scopes(), false);
    }

    boolean isRefresh(Credentials credentials) {
        return credentials instanceof IdentityToken;
    }

    /** Token authentication: what is wanted in the query, who asks in the header. */
    HttpAnswer get(Caller caller, URI at, Endpoint endpoint, Credentials credentials, CancelToken cancel)
            throws IOException {
        List<String> fields = fields(at.getRawQuery());
        Map<String, String> headers = Map.of();
        switch (credentials) {
            case Anonymous _, RegistryToken _ -> {}
            case Password password -> {
                fields.add(field("account", password.user()));
                fields.add(field("client_id", CLIENT));
                headers = Map.of("Authorization", password.basic());
            }
            case IdentityToken(String token) -> headers = Map.of("Authorization", new Password("", token).basic());
        }
        if (lasting) {
            fields.add(field("offline_token", "true"));
        }
        String query = fields.isEmpty() ? "" : "?" + String.join("&", fields);
        URI uri = URI.create(at.getScheme() + "://" + at.getRawAuthority() + at.getRawPath() + query);
        return caller.foreign("GET", uri, endpoint, headers, null, cancel);
    }

    /** OAuth2: everything in a form. */
    HttpAnswer post(Caller caller, URI at, Endpoint endpoint, Credentials credentials, CancelToken cancel)
            throws IOException {
        List<String> fields = new ArrayList<>();
        switch (credentials) {
            case Anonymous _, RegistryToken _ -> {}
            case Password(String user, String password) -> {
                fields.add(field("grant_type", "password"));
                fields.add(field("username", user));
                fields.add(field("password", password));
            }
            case IdentityToken(String token) -> {
                fields.add(field("grant_type", "refresh_token"));
                fields.add(field("refresh_token", token));
            }
        }
        fields.add(field("client_id", CLIENT));
        if (lasting) {
            fields.add(field("access_type", "offline"));
        }
        fields.add(field("service", service));
        if (!scopes.all().isEmpty()) {
            fields.add(field("scope", String.join(" ", scopes.all())));
        }
        byte[] form = String.join("&", fields).getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("Content-Type", Secrets.FORM);
        return caller.foreign("POST", at, endpoint, headers, new HttpBody.Bytes(form), cancel);
    }

    /** In the query each scope stands for itself; what the realm brought is kept. */
    private List<String> fields(@Nullable String query) {
        List<String> fields = new ArrayList<>();
        if (query != null) {
            fields.add(query);
        }
        if (!service.isEmpty()) {
            fields.add(field("service", service));
        }
        scopes.all().forEach(scope -> fields.add(field("scope", scope)));
        return fields;
    }

    private static String field(String name, String value) {
        return name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
