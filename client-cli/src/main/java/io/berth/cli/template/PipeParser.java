package io.berth.cli.template;

import io.berth.cli.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the values in actions: pipes, commands, operands. Knows which variables there are. */
final class PipeParser {
    /** Actions and parentheses nested deeper are refused: they would overflow the stack. */
    static final int DEPTH_MAX = 200;

    private final String text;
    private final Tokens tokens;
    private final Set<String> variables = new HashSet<>(Set.of("$"));
    private int depth;

    PipeParser(String text, Tokens tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /** The variables known now, for {@link #forget}. */
    Set<String> known() {
        return Set.copyOf(variables);
    }

    void forget(Set<String> outer) {
        variables.retainAll(outer);
    }

    /** Up to and with the token {@code end}; {@code context} is for error texts. */
    Node.Pipe pipe(String context, Kind end) {
        enter();
        List<String> names = new ArrayList<>();
        boolean declares = declarations(context, names);
        List<Node.Command> commands = new ArrayList<>();
        while (true) {
            Token token = tokens.peekNonSpace();
            if (token.is(end)) {
                tokens.take();
                check(commands, context, token);
                leave();
                return new Node.Pipe(List.copyOf(names), declares, List.copyOf(commands));
            }
            commands.add(command(context));
        }
    }

    private void check(List<Node.Command> commands, String context, Token end) {
        if (commands.isEmpty()) {
            throw error(end, "missing value for " + context);
        }
        for (Node.Command command : commands.subList(1, commands.size())) {
            Node.Operand first = command.operands().getFirst();
            if (first instanceof Node.Literal || first instanceof Node.Dot) {
                throw error(end, "non executable command in pipeline stage 2");
            }
        }
    }

    /** {@code $x :=}, {@code $x =} or, in a range, {@code $i, $x :=}; true if they are declared. */
    private boolean declarations(String context, List<String> names) {
        Token first = tokens.peekNonSpace();
        if (!first.is(Kind.VARIABLE)) {
            return false;
        }
        int start = tokens.mark();
        names.add(tokens.nonSpace().text());
        Token sign = tokens.nonSpace();
        if (sign.is(Kind.COMMA) && context.equals("range")) {
            names.add(tokens.nonSpace().text());
            sign = tokens.nonSpace();
        }
        if (!sign.is(Kind.DECLARE) && !sign.is(Kind.ASSIGN)) {
            tokens.back(start);
            names.clear();
            return false;
        }
        boolean declares = sign.is(Kind.DECLARE);
        for (String name : names) {
            if (!declares && !variables.contains(name)) {
                throw error(first, "undefined variable \"" + name + "\"");
            }
            variables.add(name);
        }
        return declares;
    }

    private Node.Command command(String context) {
        List<Node.Operand> operands = new ArrayList<>();
        while (true) {
            Node.Operand operand = operand(tokens.peekNonSpace());
            if (operand != null) {
                operands.add(operand);
            } else if (operands.isEmpty()) {
                throw unexpected(tokens.peek(), context);
            }
            Token token = tokens.take();
            if (token.is(Kind.SPACE)) {
                continue;
            }
            if (token.is(Kind.CLOSE) || token.is(Kind.RIGHT_PAREN)) {
                tokens.back(tokens.mark() - 1);
            } else if (!token.is(Kind.PIPE)) {
                throw unexpected(token, "operand");
            }
            return new Node.Command(source(operands), List.copyOf(operands));
        }
    }

    private static String source(List<Node.Operand> operands) {
        StringBuilder source = new StringBuilder();
        for (Node.Operand operand : operands) {
            source.append(source.isEmpty() ? "" : " ").append(operand.source());
        }
        return source.toString();
    }

    private Node.@Nullable Operand operand(Token token) {
        return switch (token.kind()) {
            case STRING, CHARACTER, NUMBER, BOOL, NIL -> {
                tokens.take();
                yield new Node.Literal(token.position(), token.text(), literal(token));
            }
            case DOT -> {
                tokens.take();
                yield new Node.Dot(token.position());
            }
            case IDENTIFIER -> {
                tokens.take();
                if (!Functions.isKnown(token.text())) {
                    throw error(token, "function \"" + token.text() + "\" not defined");
                }
                Node.Function function = new Node.Function(token.position(), token.text());
                yield tokens.peek().is(Kind.FIELD) ? chain(token, null, alone(function)) : function;
            }
            case FIELD -> chain(token, null, null);
            case VARIABLE -> {
                tokens.take();
                if (!variables.contains(token.text())) {
                    throw error(token, "undefined variable \"" + token.text() + "\"");
                }
                yield chain(token, token.text(), null);
            }
            case LEFT_PAREN -> {
                tokens.take();
                yield chain(token, null, pipe("parenthesized pipeline", Kind.RIGHT_PAREN));
            }
            case SPACE, TEXT, OPEN, CLOSE, KEYWORD, PIPE, DECLARE, ASSIGN, COMMA, RIGHT_PAREN, OTHER, END -> null;
        };
    }

    private static Node.Pipe alone(Node.Function function) {
        return new Node.Pipe(List.of(), false, List.of(new Node.Command(function.name(), List.of(function))));
    }

    /** The fields that follow each other without a space. */
    private Node.Operand chain(Token start, @Nullable String variable, Node.@Nullable Pipe pipe) {
        List<String> fields = new ArrayList<>();
        int position = start.position();
        StringBuilder source = new StringBuilder(variable == null ? "" : variable);
        int count = variable == null ? 0 : 1;
        while (tokens.peek().is(Kind.FIELD)) {
            Token field = tokens.take();
            fields.add(field.text().substring(1));
            source.append(field.text());
            count++;
            if (count == 2) {
                position = field.position();
            }
        }
        String quoted = pipe == null ? source.toString() : "(...)" + source;
        return new Node.Chain(position, quoted, variable, pipe, List.copyOf(fields));
    }

    private @Nullable Object literal(Token token) {
        return Literals.value(token, message -> error(token, message));
    }

    void enter() {
        depth++;
        if (depth > DEPTH_MAX) {
            throw error(tokens.peek(), "nested too deeply");
        }
    }

    void leave() {
        depth--;
    }

    TemplateException unexpected(Token token, String context) {
        String what = "\"" + token.text() + "\"";
        if (token.is(Kind.END)) {
            what = "EOF";
        } else if (token.is(Kind.KEYWORD) || token.is(Kind.DOT) || token.is(Kind.NIL)) {
            what = "<" + token.text() + ">";
        }
        return error(token, "unexpected " + what + " in " + context);
    }

    TemplateException error(Token token, String message) {
        return Template.error(text, token.position(), message);
    }
}
