package io.berth.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed template. {@code position} is where error texts point to, {@code source} what they quote. */
sealed interface Node {
    record Text(String text) implements Node {}

    record Action(Pipe pipe) implements Node {}

    /** {@code if} and {@code with}: the latter makes the value the dot. */
    record Branch(boolean with, Pipe condition, List<Node> then, List<Node> otherwise) implements Node {}

    record Range(Pipe over, List<Node> body, List<Node> otherwise) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /** Commands joined by {@code |}; the last value is the pipe's, and set to the variables if there are any. */
    record Pipe(List<String> variables, boolean declares, List<Command> commands) {}

    /** A function or value and its arguments. */
    record Command(String source, List<Operand> operands) {}

    sealed interface Operand {
        int position();

        String source();
    }

    record Literal(int position, String source, @Nullable Object value) implements Operand {}

    record Dot(int position) implements Operand {
        @Override
        public String source() {
            return ".";
        }
    }

    record Function(int position, String name) implements Operand {
        @Override
        public String source() {
            return name;
        }
    }

    /** Fields of the dot ({@code variable} and {@code pipe} null), of a variable or of a pipe in parentheses. */
    record Chain(
            int position,
            String source,
            @Nullable String variable,
            @Nullable Pipe pipe,
            List<String> fields) implements Operand {}
}
