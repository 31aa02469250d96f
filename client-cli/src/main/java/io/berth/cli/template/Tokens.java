package io.berth.cli.template;

import io.berth.cli.template.Token.Kind;
import java.util.List;

/** A place in a list of tokens, which ends with {@code END}. */
final class Tokens {
    private final List<Token> tokens;
    private int next;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (!token.is(Kind.END)) {
            next++;
        }
        return token;
    }

    /** Leaves out spaces. */
    Token peekNonSpace() {
        while (tokens.get(next).is(Kind.SPACE)) {
            next++;
        }
        return tokens.get(next);
    }

    Token nonSpace() {
        peekNonSpace();
        return take();
    }

    int mark() {
        return next;
    }

    void back(int mark) {
        next = mark;
    }
}
