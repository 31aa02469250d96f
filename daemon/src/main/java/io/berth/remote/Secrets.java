package io.berth.remote;

import io.berth.remote.credential.AuthConfig;
import io.berth.remote.transport.HttpBody;
import io.berth.remote.transport.HttpCall;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What of a request nobody may read again, in the forms in which a server may throw it back. */
record Secrets(List<String> all) {
    static final String FORM = "application/x-www-form-urlencoded";
    private static final int LENGTH_MIN = 3;
    private static final String HIDDEN = "*****";
    private static final Set<String> FIELDS = Set.of("password", "refresh_token");

    Secrets {
        all = List.copyOf(all);
    }

    static Secrets of(HttpCall call) {
        Set<String> found = new LinkedHashSet<>();
        String authorization = call.headers().getOrDefault("Authorization", "");
        String value = authorization.substring(authorization.indexOf(' ') + 1);
        put(found, value);
        if (authorization.startsWith("Basic ")) {
            put(found, password(value));
        }
        boolean form = FORM.equals(call.headers().get("Content-Type"));
        if (form && call.body() instanceof HttpBody.Bytes(byte[] body)) {
            for (String field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0 && FIELDS.contains(field.substring(0, equals))) {
                    put(found, URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return new Secrets(List.copyOf(found));
    }

    private static String password(String basic) {
        String pair = new String(AuthConfig.decode(basic), StandardCharsets.UTF_8);
        return pair.substring(pair.indexOf(':') + 1);
    }

    private static void put(Set<String> found, String secret) {
        if (secret.length() >= LENGTH_MIN) {
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            found.addAll(List.of(secret, encoded, encoded.replace("+", "%20")));
        }
    }

    /** The text with each of them blotted out. */
    String hide(String text) {
        String hidden = text;
        for (String secret : all) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return hidden;
    }

    boolean areIn(String text) {
        return all.stream().anyMatch(text::contains);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
