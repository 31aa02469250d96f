package io.berth.cli.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes compact JSON byte for byte as Go's encoder does, so that templates print what docker's print. */
public final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out;
    private final boolean escapeHtml;

    /** With {@code escapeHtml}, {@code < > &} are written as {@code \\u003c} and so on (Go's default). */
    public JsonWriter(StringBuilder out, boolean escapeHtml) {
        this.out = out;
        this.escapeHtml = escapeHtml;
    }

    public void write(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(text);
            case JsonObject object -> members(object.members());
            case Map<?, ?> map -> members(map);
            case List<?> list -> elements(list);
            default -> out.append(value);
        }
    }

    private void members(Map<?, ?> members) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            string(String.valueOf(member.getKey()));
            out.append(':');
            write(member.getValue());
        }
        out.append('}');
    }

    private void elements(List<?> elements) {
        out.append('[');
        for (Iterator<?> i = elements.iterator(); i.hasNext(); ) {
            write(i.next());
            if (i.hasNext()) {
                out.append(',');
            }
        }
        out.append(']');
    }

    public void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\u2028', '\u2029' -> unicode(c);
            case '<', '>', '&' -> {
                if (escapeHtml) {
                    unicode(c);
                } else {
                    out.append(c);
                }
            }
            default -> {
                if (c < 0x20) {
                    unicode(c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private void unicode(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 15));
        }
    }
}
