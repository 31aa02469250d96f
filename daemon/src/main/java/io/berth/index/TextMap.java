package io.berth.index;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A map of strings as a JSON object. */
final class TextMap {
    static final JsonFactory JSON = new JsonFactory();

    private TextMap() {}

    static String write(Map<String, String> map) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, map);
        }
        return out.toString();
    }

    static void write(JsonGenerator json, Map<String, String> map) {
        json.writeStartObject();
        new TreeMap<>(map).forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    static Map<String, String> read(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            return read(json);
        }
    }

    /** Reads on from the start of an object to its end. */
    static Map<String, String> read(JsonParser json) {
        Map<String, String> map = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            map.put(key, json.getString());
        }
        return map;
    }
}
