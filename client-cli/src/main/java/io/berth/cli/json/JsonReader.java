package io.berth.cli.json;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value after another from a stream. An object, list or string is returned as soon
 * as its last byte is there, so the values of a live stream are not held back by the next one.
 *
 * <p>Values are {@link JsonObject}, {@link List}, {@link String}, {@link JsonNumber},
 * {@link Boolean} and null (RFC 8259; of two members with one name the last holds).
 */
public final class JsonReader {
    /** Nesting of more is refused: it would overflow the stack. Engine answers nest below 10. */
    static final int DEPTH_MAX = 500;

    /** As much as a connection gives at once; a value is not held back until it is full. */
    static final int BUFFER_BYTES = 16 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int limit;
    private int depth;
    private boolean ascii;

    /** The stream need not be buffered; more than the values asked for may have been read from it. */
    public JsonReader(InputStream in) {
        this.in = in;
    }

    /** The only value of a text. */
    public static @Nullable Object parse(byte[] json) throws IOException {
        JsonReader reader = new JsonReader(new ByteArrayInputStream(json));
        Object value = reader.read();
        if (reader.hasNext()) {
            throw new JsonException("unexpected content after the JSON value");
        }
        return value;
    }

    /** Waits for the next value or the stream's end. */
    public boolean hasNext() throws IOException {
        return peekToken() >= 0;
    }

    /** The next value; the stream's end is an error. */
    public @Nullable Object read() throws IOException {
        int c = peekToken();
        return switch (c) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private JsonObject object() throws IOException {
        enter();
        JsonObject object = new JsonObject();
        if (peekToken() == '}') {
            leave();
            return object;
        }
        do {
            if (peekToken() != '"') {
                throw unexpected();
            }
            String name = string();
            expect(':');
            object.put(name, read());
        } while (goesOn('}'));
        return object;
    }

    private List<@Nullable Object> list() throws IOException {
        enter();
        List<@Nullable Object> list = new ArrayList<>();
        if (peekToken() == ']') {
            leave();
            return list;
        }
        do {
            list.add(read());
        } while (goesOn(']'));
        return list;
    }

    /** Takes the comma before another element or member, or the end. */
    private boolean goesOn(char end) throws IOException {
        if (peekToken() == end) {
            leave();
            return false;
        }
        expect(',');
        return true;
    }

    private void enter() throws JsonException {
        at++;
        if (++depth > DEPTH_MAX) {
            throw new JsonException("nested too deeply");
        }
    }

    private void leave() {
        at++;
        depth--;
    }

    /**
     * Most strings stand in the buffer whole and are taken from it at once: a command's few milliseconds are run by the
     * interpreter, where each step for each byte counts.
     */
    private String string() throws IOException {
        int from = ++at;
        int stop = endOfPlain();
        if (stop < limit && buffer[stop] == '"') {
            at = stop + 1;
            return new String(buffer, from, stop - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
        return longString();
    }

    private String longString() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        while (true) {
            int stop = endOfPlain();
            bytes.write(buffer, at, stop - at);
            at = stop;
            int c = next();
            if (c == '"') {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            if (c < 0x20) {
                throw c < 0 ? end() : new JsonException("control character in a string");
            }
            if (c == '\\') {
                escape(bytes);
            } else {
                bytes.write(c);
            }
        }
    }

    /** Where in the buffer the bytes that stand for themselves end; {@link #ascii}: all of them are. */
    private int endOfPlain() {
        byte[] bytes = buffer;
        int end = limit;
        int i = at;
        boolean plain = true;
        while (i < end) {
            byte b = bytes[i];
            if (b <= '\\') { // few are: letters are above
                if (b < 0) {
                    plain = false;
                } else if (b < 0x20 || b == '"' || b == '\\') {
                    break;
                }
            }
            i++;
        }
        ascii = plain;
        return i;
    }

    private void escape(ByteArrayOutputStream bytes) throws IOException {
        int c = next();
        switch (c) {
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case '"', '\\', '/' -> bytes.write(c);
            case 'u' -> unicode(bytes);
            default -> throw new JsonException("unknown escape in a string");
        }
    }

    private void unicode(ByteArrayOutputStream bytes) throws IOException {
        char unit = hex4();
        String text = String.valueOf(unit);
        if (Character.isHighSurrogate(unit) && peek() == '\\') {
            next();
            if (peek() != 'u') {
                bytes.writeBytes(Surrogates.replaced(text));
                escape(bytes);
                return;
            }
            next();
            text += hex4();
        }
        bytes.writeBytes(Surrogates.replaced(text));
    }

    private char hex4() throws IOException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw new JsonException("\\u without four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private @Nullable Object word(String word, @Nullable Object value) throws IOException {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw unexpected();
            }
            next();
        }
        return value;
    }

    private JsonNumber number() throws IOException {
        JsonNumber number = new JsonNumber(numberText());
        if (number.isNumber()) {
            return number;
        }
        throw number.text().isEmpty() ? unexpected() : new JsonException("not a number: " + number);
    }

    private String numberText() throws IOException {
        int from = at;
        while (at < limit && isInNumber(buffer[at])) {
            at++;
        }
        String text = new String(buffer, from, at - from, StandardCharsets.ISO_8859_1);
        return at < limit ? text : longNumber(text);
    }

    private String longNumber(String start) throws IOException {
        StringBuilder text = new StringBuilder(start);
        while (isInNumber(peek())) {
            text.append((char) next());
        }
        return text.toString();
    }

    private static boolean isInNumber(int c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
    }

    private void expect(char wanted) throws IOException {
        if (peekToken() != wanted) {
            throw unexpected();
        }
        at++;
    }

    private int peekToken() throws IOException {
        if (at < limit && buffer[at] > ' ') {
            return buffer[at]; // nearly always: no call more
        }
        int c = peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            next();
            c = peek();
        }
        return c;
    }

    private int peek() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return at < limit ? buffer[at] & 0xff : -1;
    }

    private int next() throws IOException {
        int c = peek();
        if (c >= 0) {
            at++;
        }
        return c;
    }

    private JsonException unexpected() throws IOException {
        int c = peek();
        return c < 0 ? end() : new JsonException("invalid character '" + (char) c + "'");
    }

    private static JsonException end() {
        return new JsonException("unexpected end of JSON input");
    }
}
