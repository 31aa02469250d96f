package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.server.http.Reply.Piece;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RowBytesTest {
    private static ObjectNode node(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    private static String text(List<Piece> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pieces.forEach(piece -> out.write(piece.array(), piece.from(), piece.length()));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<Piece> other(String newest, String other) {
        return RowBytes.of(node(newest)).other(node(newest), node(other));
    }

    @Test
    void everyOtherFormIsTheSameDocument() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            ObjectNode newest = document(random);
            ObjectNode other = document(random);
            RowBytes bytes = RowBytes.of(newest);
            assertThat(text(bytes.whole())).isEqualTo("," + newest);
            assertThat(text(bytes.other(newest, other))).isEqualTo("," + other);
        }
    }

    private static ObjectNode document(Random random) {
        ObjectNode node = Json.object();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            String name = "ab\"é漢,".substring(0, 1 + random.nextInt(6));
            if (random.nextBoolean()) {
                node.put(name, random.nextInt(2));
            } else {
                node.putObject(name).put("x,\"", "}{");
            }
        }
        return node;
    }

    @Test
    void whatIsTheSameIsNotThereTwice() {
        List<Piece> pieces =
                other("{\"a\":0,\"b\":1,\"c\":2,\"d\":3,\"e\":4}", "{\"a\":9,\"b\":1,\"c\":2,\"e\":4,\"f\":5}");
        assertThat(text(pieces)).isEqualTo(",{\"a\":9,\"b\":1,\"c\":2,\"e\":4,\"f\":5}");
        assertThat(pieces.stream().map(piece -> text(List.of(piece))))
                .containsExactly(",{\"a\":9", ",\"b\":1,\"c\":2", ",\"e\":4", ",\"f\":5}");
        assertThat(pieces.get(1).array()).isSameAs(pieces.get(2).array());
    }

    @Test
    void anEndThatIsTheSameIsShared() {
        assertThat(other("{\"a\":0,\"b\":1}", "{\"a\":9,\"b\":1}")).hasSize(2);
    }
}
