package io.berth.oci;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Strict reading of JSON documents from outside: one document, no duplicate members, bounded nesting. */
final class OciJson {
    /** Objects and arrays inside one another. */
    static final int DEPTH_MAX = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private OciJson() {}

    /**
     * The object in these bytes.
     *
     * @throws Corrupt where they are anything but one JSON object
     */
    static JsonNode object(byte[] bytes, Subject subject, String what) {
        JsonNode node = value(bytes, subject, what);
        if (!node.isObject()) {
            throw new Corrupt(subject, "invalid " + what + ": not a JSON object");
        }
        return node;
    }

    /**
     * The array in these bytes.
     *
     * @throws Corrupt where they are anything but one JSON array
     */
    static JsonNode array(byte[] bytes, Subject subject, String what) {
        JsonNode node = value(bytes, subject, what);
        if (!node.isArray()) {
            throw new Corrupt(subject, "invalid " + what + ": not a JSON array");
        }
        return node;
    }

    private static JsonNode value(byte[] bytes, Subject subject, String what) {
        // Jackson would read UTF-16 and UTF-32 as well; in UTF-8 no JSON text holds a zero.
        for (byte b : bytes) {
            if (b == 0) {
                throw new Corrupt(subject, "invalid " + what + ": not UTF-8");
            }
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new Corrupt(subject, "invalid " + what + ": " + reason(e));
        }
        if (node == null) {
            throw new Corrupt(subject, "invalid " + what + ": empty");
        }
        return node;
    }

    private static String reason(JacksonException e) {
        String text = e.getOriginalMessage();
        return text == null ? "not JSON" : text.length() > 200 ? text.substring(0, 200) : text;
    }
}
