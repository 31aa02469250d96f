package io.berth.cli.template;

import io.berth.cli.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a template into tokens. Errors name the line, as Go's do. */
final class Lexer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int parens;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        boolean trim = false;
        while (true) {
            lexer.literal(trim);
            if (lexer.position >= text.length()) {
                lexer.add(Kind.END, lexer.position, "");
                return lexer.tokens;
            }
            trim = lexer.isComment() ? lexer.comment() : lexer.action();
        }
    }

    /** The text up to the next action, without the white space that markers on either side take away. */
    private void literal(boolean trimStart) {
        int open = text.indexOf("{{", position);
        int from = position;
        int to = open < 0 ? text.length() : open;
        position = to;
        while (trimStart && from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (isTrimmedAt(open) && to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        if (to > from) {
            add(Kind.TEXT, from, text.substring(from, to));
        }
    }

    private boolean isTrimmedAt(int open) {
        return open >= 0 && text.startsWith("{{-", open) && open + 3 < text.length() && isSpace(text.charAt(open + 3));
    }

    private int inside() {
        return position + (isTrimmedAt(position) ? 4 : 2);
    }

    private boolean isComment() {
        return text.startsWith("/*", inside());
    }

    /** As {@link #action}. */
    private boolean comment() {
        int end = text.indexOf("*/", inside() + 2);
        if (end < 0) {
            throw error("unclosed comment");
        }
        position = end + 2;
        if (position < text.length() && isTrimmedClose()) {
            position += 4;
            return true;
        }
        if (!text.startsWith("}}", position)) {
            throw error("comment ends before closing delimiter");
        }
        position += 2;
        return false;
    }

    /** One action; true if it ends with {@code -}}}, which takes the white space after it away. */
    private boolean action() {
        add(Kind.OPEN, position, "{{");
        position = inside();
        parens = 0;
        while (position < text.length()) {
            if (isTrimmedClose()) {
                close(4);
                return true;
            }
            if (text.startsWith("}}", position)) {
                close(2);
                return false;
            }
            token();
        }
        throw error("unclosed action");
    }

    private boolean isTrimmedClose() {
        return isSpace(text.charAt(position)) && text.startsWith("-}}", position + 1);
    }

    private void close(int length) {
        if (parens > 0) {
            throw error("unclosed left paren");
        }
        add(Kind.CLOSE, position, "}}");
        position += length;
    }

    private void token() {
        int start = position;
        char c = text.charAt(position);
        switch (c) {
            case ' ', '\t', '\n', '\r' -> spaces();
            case '"' -> quoted('"', Kind.STRING);
            case '\'' -> quoted('\'', Kind.CHARACTER);
            case '`' -> raw();
            case '|' -> single(Kind.PIPE);
            case ',' -> single(Kind.COMMA);
            case '=' -> single(Kind.ASSIGN);
            case '(' -> {
                parens++;
                single(Kind.LEFT_PAREN);
            }
            case ')' -> {
                parens--;
                if (parens < 0) {
                    throw error("unexpected right paren");
                }
                single(Kind.RIGHT_PAREN);
            }
            case ':' -> {
                if (!text.startsWith(":=", start)) {
                    throw error("expected :=");
                }
                position += 2;
                add(Kind.DECLARE, start, ":=");
            }
            default -> wordOrNumber(c);
        }
    }

    private void wordOrNumber(char c) {
        int start = position;
        char after = position + 1 < text.length() ? text.charAt(position + 1) : ' ';
        if (c == '.' && (after < '0' || after > '9')) {
            position++;
            name();
            boolean dot = position == start + 1;
            add(dot ? Kind.DOT : Kind.FIELD, start, text.substring(start, position));
        } else if (c == '$') {
            position++;
            name();
            add(Kind.VARIABLE, start, text.substring(start, position));
        } else if (c == '+' || c == '-' || c == '.' || (c >= '0' && c <= '9')) {
            number();
        } else if (isName(c)) {
            name();
            word(start, text.substring(start, position));
        } else if (c > ' ' && c < 0x7f) {
            single(Kind.OTHER);
        } else {
            throw error("unrecognized character in action: " + character(c));
        }
    }

    /** What may stand directly after a name. */
    private void checkEnd() {
        if (position >= text.length()) {
            return;
        }
        char c = text.charAt(position);
        if (!isSpace(c) && ".,|:()=".indexOf(c) < 0 && !text.startsWith("}}", position)) {
            throw error("bad character " + character(c));
        }
    }

    private void word(int start, String word) {
        switch (word) {
            case "true", "false" -> add(Kind.BOOL, start, word);
            case "nil" -> add(Kind.NIL, start, word);
            case "if", "else", "end", "range", "with", "break", "continue", "define", "template", "block" ->
                add(Kind.KEYWORD, start, word);
            default -> add(Kind.IDENTIFIER, start, word);
        }
    }

    private void spaces() {
        int start = position;
        while (position < text.length() && isSpace(text.charAt(position)) && !isTrimmedClose()) {
            position++;
        }
        if (position > start) {
            add(Kind.SPACE, start, " ");
        }
    }

    private void quoted(char quote, Kind kind) {
        int start = position;
        position++;
        while (position < text.length() && text.charAt(position) != quote) {
            if (text.charAt(position) == '\n') {
                break;
            }
            position += text.charAt(position) == '\\' ? 2 : 1;
        }
        if (position >= text.length() || text.charAt(position) != quote) {
            throw error(kind == Kind.STRING ? "unterminated quoted string" : "unterminated character constant");
        }
        position++;
        add(kind, start, text.substring(start, position));
    }

    private void raw() {
        int start = position;
        int end = text.indexOf('`', start + 1);
        if (end < 0) {
            throw error("unterminated raw quoted string");
        }
        position = end + 1;
        add(Kind.STRING, start, text.substring(start, position));
    }

    private void number() {
        int start = position;
        position++;
        while (position < text.length() && (isName(text.charAt(position)) || text.charAt(position) == '.')) {
            position++;
        }
        add(Kind.NUMBER, start, text.substring(start, position));
    }

    private void name() {
        int start = position;
        while (position < text.length() && isName(text.charAt(position))) {
            position++;
        }
        if (position > start) {
            checkEnd();
        }
    }

    private void single(Kind kind) {
        add(kind, position, text.substring(position, position + 1));
        position++;
    }

    private void add(Kind kind, int start, String value) {
        tokens.add(new Token(kind, start, value));
    }

    private TemplateException error(String message) {
        return Template.error(text, Math.min(position, text.length()), message);
    }

    static String character(int c) {
        String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
        return "U+" + "0".repeat(Math.max(0, 4 - hex.length())) + hex + " '" + Character.toString(c) + "'";
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isName(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
