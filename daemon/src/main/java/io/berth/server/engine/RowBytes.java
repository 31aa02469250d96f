package io.berth.server.engine;

import io.berth.server.http.Reply.Piece;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row's newest form, rendered, with a comma before it. Its other forms are pieces of the same bytes, with what differs
 * between them: the labels, which are the most of it, are in memory once.
 */
final class RowBytes {
    private final byte[] bytes;
    private final List<Piece> whole;

    private RowBytes(byte[] bytes) {
        this.bytes = bytes;
        this.whole = List.of(Piece.of(bytes));
    }

    static RowBytes of(ObjectNode row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(',');
        out.writeBytes(Json.bytes(row));
        return new RowBytes(out.toByteArray());
    }

    List<Piece> whole() {
        return whole;
    }

    /**
     * Another form of the row.
     *
     * @param newest the document that these bytes were made of
     */
    List<Piece> other(ObjectNode newest, ObjectNode form) {
        Map<String, Member> members = members(newest);
        Other other = new Other();
        form.properties().forEach(entry -> {
            Member member = members.get(entry.getKey());
            if (member != null && member.value().equals(entry.getValue()) && member.isFirst() == other.isEmpty()) {
                other.share(member.from(), member.to());
            } else {
                other.write(member(entry.getKey(), entry.getValue(), other.isEmpty()));
            }
        });
        return other.end();
    }

    /** Where a member of the newest form is, with the separator before it. */
    private record Member(JsonNode value, int from, int to) {
        boolean isFirst() {
            return from == 0;
        }
    }

    private static Map<String, Member> members(ObjectNode newest) {
        Map<String, Member> members = new HashMap<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(',');
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.writeStartObject();
            newest.properties().forEach(entry -> {
                int from = members.isEmpty() ? 0 : out.size();
                json.writeName(entry.getKey());
                json.writeTree(entry.getValue());
                json.flush();
                members.put(entry.getKey(), new Member(entry.getValue(), from, out.size()));
            });
            json.writeEndObject();
        }
        return members;
    }

    private static byte[] member(String name, JsonNode value, boolean isFirst) {
        byte[] object = Json.bytes(Json.object().set(name, value));
        ByteArrayOutputStream out = new ByteArrayOutputStream(object.length + 1);
        out.write(',');
        int brace = isFirst ? 0 : 1;
        out.write(object, brace, object.length - 1 - brace);
        return out.toByteArray();
    }

    /** A form while it is put together. */
    private final class Other {
        private final List<Piece> pieces = new ArrayList<>();
        private @Nullable Piece shared;
        private final ByteArrayOutputStream own = new ByteArrayOutputStream();

        boolean isEmpty() {
            return pieces.isEmpty() && shared == null && own.size() == 0;
        }

        void share(int from, int to) {
            Piece last = shared;
            if (last != null && last.to() == from) {
                shared = new Piece(bytes, last.from(), to);
                return;
            }
            cut();
            shared = new Piece(bytes, from, to);
        }

        void write(byte[] member) {
            if (shared != null) {
                cut();
            }
            own.writeBytes(member);
        }

        private void cut() {
            if (shared != null) {
                pieces.add(shared);
                shared = null;
            }
            if (own.size() > 0) {
                pieces.add(Piece.of(own.toByteArray()));
                own.reset();
            }
        }

        List<Piece> end() {
            Piece last = shared;
            if (last != null && last.to() == bytes.length - 1) {
                shared = new Piece(bytes, last.from(), bytes.length);
            } else {
                write(new byte[] {'}'});
            }
            cut();
            return List.copyOf(pieces);
        }
    }
}
