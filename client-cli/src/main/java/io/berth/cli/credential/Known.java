package io.berth.cli.credential;

import io.berth.cli.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What is known of one registry; empty texts where nothing is. */
public record Known(String user, String password, String identityToken, String registryToken) {
    public static final Known NOTHING = new Known("", "", "", "");

    public static Known password(String user, String password) {
        return new Known(user, password, "", "");
    }

    /** In place of the password, which is not kept then. */
    public Known withIdentity(String token) {
        return token.isEmpty() ? this : new Known(user, "", token, registryToken);
    }

    public boolean isNothing() {
        return equals(NOTHING);
    }

    /** As the engine wants it, in the header and in the body of a login. */
    public JsonObject auth(String server) {
        JsonObject auth = new JsonObject();
        put(auth, "username", user);
        put(auth, "password", password);
        put(auth, "identitytoken", identityToken);
        put(auth, "registrytoken", registryToken);
        return auth.put("serveraddress", server);
    }

    /** As the config file keeps it. */
    JsonObject entry() {
        JsonObject entry = new JsonObject();
        if (!user.isEmpty() || !password.isEmpty()) {
            byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
            entry.put("auth", Base64.getEncoder().encodeToString(pair));
        }
        put(entry, "identitytoken", identityToken);
        put(entry, "registrytoken", registryToken);
        return entry;
    }

    static Known of(JsonObject entry) {
        String pair = decoded(entry.text("auth"));
        int colon = pair.indexOf(':');
        return new Known(
                colon < 0 ? "" : pair.substring(0, colon),
                colon < 0 ? "" : pair.substring(colon + 1),
                entry.text("identitytoken"),
                entry.text("registrytoken"));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).replace("\0", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static void put(JsonObject object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
