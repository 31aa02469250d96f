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
        while (true) {
            if (peekToken() != '"') {
                throw unexpected();
            }
            String name = string();
            expect(':');
            object.put(name, read());
            if (peekToken() == '}') {
                leave();
                return object;
            }
            expect(',');
        }
    }

    private List<@Nullable Object> list() throws IOException {
        enter();
        List<@Nullable Object> list = new ArrayList<>();
        if (peekToken() == ']') {
            leave();
            return list;
        }
        while (true) {
            list.add(read());
            if (peekToken() == ']') {
                leave();
                return list;
            }
            expect(',');
        }
    }

    private void enter() throws IOException {
        next();
        depth++;
        if (depth > DEPTH_MAX) {
            throw new JsonException("nested too deeply");
        }
    }

    private void leave() throws IOException {
        next();
        depth--;
    }

    /**
     * Most strings stand in the buffer whole and are taken from it at once: a command's few milliseconds are run by the
     * interpreter, where each step for each byte counts.
     */
    private String string() throws IOException {
        next();
        int from = at;
        int stop = endOfPlain();
        if (stop < limit && buffer[stop] == '"') {
            at = stop + 1;
            return new String(buffer, from, stop - from, StandardCharsets.UTF_8);
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

    /** Where in the buffer the bytes that stand for themselves end. */
    private int endOfPlain() {
        byte[] bytes = buffer;
        int end = limit;
        int i = at;
        while (i < end) {
            byte b = bytes[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
                break;
            }
            i++;
        }
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

    /** A surrogate without its partner becomes U+FFFD, as Go reads it. */
    private void unicode(ByteArrayOutputStream bytes) throws IOException {
        char unit = hex4();
        String text = String.valueOf(unit);
        if (Character.isHighSurrogate(unit) && peek() == '\\') {
            next();
            if (peek() != 'u') {
                bytes.writeBytes("\uFFFD".getBytes(StandardCharsets.UTF_8));
                escape(bytes);
                return;
            }
            next();
            text += hex4();
        }
        bytes.writeBytes(wellFormed(text).getBytes(StandardCharsets.UTF_8));
    }

    private static String wellFormed(String text) {
        if (text.length() == 2 && Character.isSurrogatePair(text.charAt(0), text.charAt(1))) {
            return text;
        }
        StringBuilder fixed = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            fixed.append(Character.isSurrogate(text.charAt(i)) ? '\uFFFD' : text.charAt(i));
        }
        return fixed.toString();
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
        StringBuilder digits = new StringBuilder();
        int c = peek();
        while ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
            digits.append((char) next());
            c = peek();
        }
        String text = digits.toString();
        if (text.isEmpty()) {
            throw unexpected();
        }
        JsonNumber number = new JsonNumber(text);
        if (!number.isNumber()) {
            throw new JsonException("not a number: " + text);
        }
        return number;
    }

    private void expect(char wanted) throws IOException {
        if (peekToken() != wanted) {
            throw unexpected();
        }
        next();
    }

    private int peekToken() throws IOException {
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
