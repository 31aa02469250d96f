package io.berth.api;

import java.io.IOException;
import java.io.InputStream;

/** The OpenAPI documents, as the daemon serves them. */
public final class OpenApi {
    private OpenApi() {}

    /** The Docker Engine API as far as it is served, and Berth's additions to it; YAML. */
    public static byte[] engine() {
        return read("engine");
    }

    /** The OCI distribution API as this daemon's own registry serves it; YAML. */
    public static byte[] registry() {
        return read("registry");
    }

    private static byte[] read(String name) {
        String path = "/openapi/" + name + ".yaml";
        try (InputStream document = OpenApi.class.getResourceAsStream(path)) {
            if (document == null) {
                throw new IllegalStateException("the build left out " + path);
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }
}
