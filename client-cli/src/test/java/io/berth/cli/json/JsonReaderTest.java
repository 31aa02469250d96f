package io.berth.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":[true,false,null]}|{\"a\":1,\"b\":[true,false,null]}",
                " [ ] |[]",
                "{ }|{}",
                "\"\\u00e9\\n\\\"\\/\"|\"é\\n\\\"/\"",
                "\"\\ud83d\\ude00\"|\"😀\"",
                "\"\\ud83d\"|\"\uFFFD\"",
                "\"\\ud83d\\n\"|\"\uFFFD\\n\"",
                "\"größe 漢字 🐳\"|\"größe 漢字 🐳\"",
                "1.10|1.10",
                "-0|-0",
                "1e5|1e5",
                "12345678901234567890|12345678901234567890",
                "{\"a\":1,\"a\":2}|{\"a\":2}",
            })
    void readsAndKeepsDigitsAndOrder(String json, String written) throws IOException {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, false).write(parse(json));
        assertThat(out).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1,",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\n\"",
                "tru",
                "nul",
                "-",
                "1.2.3",
                "1 2",
                "{} x",
                "]",
                "}",
                "'a'",
                "NaN"
            })
    void refusesWhatIsNoJson(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class);
    }

    @Test
    void nestsToTheBoundAndNoDeeper() throws IOException {
        int max = JsonReader.DEPTH_MAX;
        assertThat(parse("[".repeat(max) + "]".repeat(max))).isInstanceOf(List.class);
        assertThatThrownBy(() -> parse("[".repeat(max + 1) + "]".repeat(max + 1)))
                .hasMessage("nested too deeply");
        assertThatThrownBy(() -> parse("{\"a\":".repeat(1_000_000))).hasMessage("nested too deeply");
    }

    /** A row of progress must be shown when it comes, not when the next one does: the stream would have to wait for that. */
    @Test
    void valueOfAStreamIsReturnedWithoutWaitingForMore() throws IOException {
        Pieces in = new Pieces("{\"a\":1}\r\n", "{\"b\"", ":2}");
        JsonReader reader = new JsonReader(in);
        assertThat(reader.hasNext()).isTrue();
        reader.read();
        assertThat(in.taken).isEqualTo(1);
        assertThat(reader.hasNext()).isTrue();
        assertThat(in.taken).isEqualTo(2);
        reader.read();
        assertThat(in.taken).isEqualTo(3);
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void valueIsTheSameWhereverItsStreamIsCut() throws IOException {
        String json = "{\"a\":[-12.5e3,0,{\"q\\\"\\u0041b\":\"x\"}],\"name\":\"text\",\"n\":1234567890,\"t\":true}";
        for (int cut = 1; cut < json.length(); cut++) {
            StringBuilder written = new StringBuilder();
            JsonReader reader = new JsonReader(new Pieces(json.substring(0, cut), json.substring(cut)));
            new JsonWriter(written, false).write(reader.read());
            assertThat(written).as("cut at %d", cut).hasToString(json.replace("\\u0041", "A"));
        }
    }

    /** A connection that has one piece more each time it is read. */
    private static final class Pieces extends InputStream {
        private final List<String> pieces;
        int taken;

        Pieces(String... pieces) {
            this.pieces = List.of(pieces);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (taken == pieces.size()) {
                return -1;
            }
            byte[] piece = pieces.get(taken).getBytes(StandardCharsets.UTF_8);
            taken++;
            System.arraycopy(piece, 0, into, from, piece.length);
            return piece.length;
        }
    }

    @Test
    void anyBytesAreReadOrRefusedButNeverBreakTheReader() {
        Random random = new Random(1);
        String alphabet = "{}[]\",:0129.eE+-\\untrfals \u00e9\u0000";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder json = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                json.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                parse(json.toString());
            } catch (IOException e) {
                assertThat(e).isInstanceOf(JsonException.class);
            }
        }
    }

    @Test
    void membersOfAnotherTypeReadAsEmpty() throws IOException {
        JsonObject object = (JsonObject) parse("{\"text\":1,\"number\":\"x\",\"list\":{},\"object\":[],\"null\":null}");
        assertThat(object.text("text")).isEmpty();
        assertThat(object.number("number")).isZero();
        assertThat(object.list("list")).isEmpty();
        assertThat(object.object("object").members()).isEmpty();
        assertThat(object.flag("null")).isFalse();
        assertThat(object.number("absent", -1)).isEqualTo(-1);
    }

    private static Object parse(String json) throws IOException {
        return JsonReader.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
