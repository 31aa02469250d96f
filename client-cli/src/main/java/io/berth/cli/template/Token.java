package io.berth.cli.template;

/** One lexical element of a template and where it begins. */
record Token(Kind kind, int position, String text) {
    enum Kind {
        TEXT,
        OPEN,
        CLOSE,
        FIELD,
        VARIABLE,
        IDENTIFIER,
        KEYWORD,
        STRING,
        CHARACTER,
        NUMBER,
        BOOL,
        NIL,
        DOT,
        PIPE,
        DECLARE,
        ASSIGN,
        COMMA,
        LEFT_PAREN,
        RIGHT_PAREN,
        OTHER,
        SPACE,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isKeyword(String word) {
        return kind == Kind.KEYWORD && text.equals(word);
    }
}
