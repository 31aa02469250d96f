package io.berth.cli.template;

import io.berth.cli.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns tokens into nodes: recursive descent, one method a rule. What stands in the actions is {@link PipeParser}'s. */
final class Parser {
    private final Tokens tokens;
    private final PipeParser values;
    private int loops;

    Parser(String text) {
        this.tokens = new Tokens(Lexer.tokens(text));
        this.values = new PipeParser(text, tokens);
    }

    List<Node> parse() {
        List<Node> nodes = new ArrayList<>();
        Token stop = nodes(nodes);
        if (!stop.is(Kind.END)) {
            throw values.error(stop, "unexpected {{" + stop.text() + "}}");
        }
        return nodes;
    }

    /** Nodes up to {@code end}, {@code else} (which are taken and returned) or the template's end. */
    private Token nodes(List<Node> nodes) {
        values.enter();
        while (true) {
            Token token = tokens.take();
            if (token.is(Kind.END)) {
                values.leave();
                return token;
            }
            if (token.is(Kind.TEXT)) {
                nodes.add(new Node.Text(token.text()));
                continue;
            }
            Token first = tokens.peekNonSpace();
            if (first.isKeyword("end") || first.isKeyword("else")) {
                tokens.take();
                values.leave();
                return first;
            }
            nodes.add(action(first));
        }
    }

    private Node action(Token first) {
        if (!first.is(Kind.KEYWORD)) {
            return new Node.Action(values.pipe("command", Kind.CLOSE));
        }
        tokens.take();
        return switch (first.text()) {
            case "if" -> branch(false);
            case "with" -> branch(true);
            case "range" -> range();
            case "break", "continue" -> jump(first);
            default -> throw values.error(first, "{{" + first.text() + "}} is not supported");
        };
    }

    private Node jump(Token word) {
        if (loops == 0) {
            throw values.error(word, "{{" + word.text() + "}} outside {{range}}");
        }
        close("{{" + word.text() + "}}");
        return word.text().equals("break") ? new Node.Break() : new Node.Continue();
    }

    private Node branch(boolean with) {
        String word = with ? "with" : "if";
        Head head = head(word);
        Set<String> outer = head.outer();
        List<Node> then = new ArrayList<>();
        List<Node> otherwise = new ArrayList<>();
        Token stop = nodes(then);
        if (stop.isKeyword("else")) {
            Token after = tokens.peekNonSpace();
            if (after.isKeyword(word)) {
                tokens.take();
                otherwise.add(branch(with));
                values.forget(outer);
                return new Node.Branch(with, head.pipe(), then, otherwise);
            }
            close("else");
            stop = nodes(otherwise);
        }
        finish(stop, outer);
        return new Node.Branch(with, head.pipe(), then, otherwise);
    }

    private Node range() {
        Head head = head("range");
        List<Node> body = new ArrayList<>();
        List<Node> otherwise = new ArrayList<>();
        loops++;
        Token stop = nodes(body);
        loops--;
        if (stop.isKeyword("else")) {
            close("else");
            stop = nodes(otherwise);
        }
        finish(stop, head.outer());
        return new Node.Range(head.pipe(), body, otherwise);
    }

    /** A control's pipe and the variables known before it, which are the only ones known after its end. */
    private record Head(Node.Pipe pipe, Set<String> outer) {}

    private Head head(String word) {
        Set<String> outer = values.known();
        return new Head(values.pipe(word, Kind.CLOSE), outer);
    }

    private void finish(Token stop, Set<String> outer) {
        if (stop.is(Kind.END)) {
            throw values.error(stop, "unexpected EOF");
        }
        if (stop.isKeyword("else")) {
            throw values.error(stop, "unexpected {{else}}");
        }
        close("end");
        values.forget(outer);
    }

    private void close(String context) {
        Token token = tokens.nonSpace();
        if (!token.is(Kind.CLOSE)) {
            throw values.unexpected(token, context);
        }
    }
}
