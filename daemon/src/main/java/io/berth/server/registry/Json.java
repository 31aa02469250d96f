package io.berth.server.registry;

import io.berth.server.http.Reply;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this API writes it. */
final class Json {
    static final String CONTENT_TYPE = "application/json";

    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static Reply ok(JsonNode body, Map<String, String> headers) {
        return new Reply.Bytes(200, CONTENT_TYPE, List.of(Reply.Piece.of(bytes(body))), headers);
    }
}
