package io.berth.cli.json;

/**
 * Indents JSON text by white space alone: members keep their order, strings their escapes and
 * numbers their digits. The text must be valid JSON.
 */
public final class JsonIndent {
    private final String indent;
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private JsonIndent(String indent) {
        this.indent = indent;
    }

    public static String indent(String json, String indent) {
        JsonIndent indenter = new JsonIndent(indent);
        indenter.run(json);
        return indenter.out.toString();
    }

    private void run(String json) {
        boolean opened = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
                continue;
            }
            boolean closing = c == '}' || c == ']';
            if (opened && !closing) {
                depth++;
                newLine();
            } else if (closing && !opened) {
                depth--;
                newLine();
            }
            opened = c == '{' || c == '[';
            if (c == '"') {
                int end = endOfString(json, i);
                out.append(json, i, end);
                i = end - 1;
            } else {
                out.append(c);
                if (c == ',') {
                    newLine();
                } else if (c == ':') {
                    out.append(' ');
                }
            }
        }
    }

    private static int endOfString(String json, int start) {
        int i = start + 1;
        while (i < json.length() && json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, json.length());
    }

    private void newLine() {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append(indent);
        }
    }
}
