package io.berth.server.engine;

import io.berth.server.http.Reply;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the engine writes it: compact, UTF-8 unescaped, ended by a newline. */
final class Json {
    static final String CONTENT_TYPE = "application/json";
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Reply.Piece NEWLINE = Reply.Piece.of("\n");

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = array();
        values.forEach(array::add);
        return array;
    }

    static ObjectNode strings(Map<String, String> values) {
        ObjectNode object = object();
        values.forEach(object::put);
        return object;
    }

    /** The document alone, without newline. */
    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static Reply ok(JsonNode body) {
        return reply(200, body);
    }

    static Reply reply(int status, JsonNode body) {
        return new Reply.Bytes(status, CONTENT_TYPE, List.of(Reply.Piece.of(bytes(body)), NEWLINE), Map.of());
    }
}
