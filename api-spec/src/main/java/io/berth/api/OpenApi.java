package io.berth.api;

import java.io.IOException;
import java.io.InputStream;

/** The OpenAPI documents, as the daemon serves them. */
public final class OpenApi {
    private OpenApi() {}

    /** The Docker Engine API as far as it is served, and Berth's additions to it; YAML. */
    public static byte[] engine() {
        try (InputStream document = OpenApi.class.getResourceAsStream("/openapi/engine.yaml")) {
            if (document == null) {
                throw new IllegalStateException("the build left out openapi/engine.yaml");
            }
            return document.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("openapi/engine.yaml cannot be read", e);
        }
    }
}
