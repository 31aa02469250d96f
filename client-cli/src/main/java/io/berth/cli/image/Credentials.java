package io.berth.cli.image;

import io.berth.cli.credential.CredentialStore;
import io.berth.cli.credential.Known;
import io.berth.cli.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** What {@code docker login} or {@code berth login} left, as a request brings it. */
public final class Credentials {
    private final CredentialStore store;

    private Credentials(CredentialStore store) {
        this.store = store;
    }

    public static Credentials of(Map<String, String> environment) {
        return new Credentials(CredentialStore.of(environment));
    }

    /** The X-Registry-Auth header's value for a registry, empty where nothing is known or a helper fails. */
    public String header(String domain) {
        String key = CredentialStore.key(domain);
        Known known;
        try {
            known = store.get(key);
        } catch (IOException e) {
            return "";
        }
        if (known.isNothing()) {
            return "";
        }
        StringBuilder json = new StringBuilder();
        new JsonWriter(json, false).write(known.auth(key));
        return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
