package io.berth.remote;

import io.berth.io.RemoteLimits;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The first error of a registry's answer (distribution-spec, "Error Codes"): hostile text, so cut and cleaned.
 *
 * @param code in lower case with spaces, as docker prints it: {@code manifest unknown}
 */
record RemoteError(String code, String message) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Empty where the body is no such document (an HTML page, say). */
    static Optional<RemoteError> parse(byte[] body) {
        JsonNode document = json(body);
        JsonNode first = document.path("errors").path(0);
        if (first.isObject()) {
            return Optional.of(new RemoteError(
                    clean(first.path("code").asString("unknown"))
                            .toLowerCase(Locale.ROOT)
                            .replace('_', ' '),
                    clean(first.path("message").asString(""))));
        }
        String details = document.path("details").asString("");
        return details.isEmpty() ? Optional.empty() : Optional.of(new RemoteError("", clean(details)));
    }

    /** As docker prints it: {@code toomanyrequests: You have reached …}. */
    String text() {
        return code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
    }

    /** The JSON object in these bytes; an empty one where there is none. */
    static JsonNode json(byte[] body) {
        try {
            JsonNode node = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            return node != null && node.isObject() ? node : JSON.createObjectNode();
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    static String clean(String text) {
        return clean(text, RemoteLimits.ERROR_TEXT_LENGTH_MAX);
    }

    /** One line of so many characters at the most. */
    static String clean(String text, int lengthMax) {
        return text.substring(0, Math.min(text.length(), lengthMax)).replaceAll("\\p{Cntrl}", " ");
    }
}
