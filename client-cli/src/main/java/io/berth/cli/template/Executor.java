package io.berth.cli.template;

import io.berth.cli.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out a template on one datum. */
final class Executor {
    /** How the nodes after this one go on inside a range. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    /** A variable's name and value; inner ones stand later in the list and hide outer ones. */
    private static final class Variable {
        final String name;

        @Nullable
        Object value;

        Variable(String name, @Nullable Object value) {
            this.name = name;
            this.value = value;
        }
    }

    private final String name;
    private final String text;
    private final boolean strict;
    private final StringBuilder out = new StringBuilder();
    private final List<Variable> variables = new ArrayList<>();
    private @Nullable Object dot;

    Executor(String name, String text, @Nullable Object data, boolean strict) {
        this.name = name;
        this.text = text;
        this.strict = strict;
        this.dot = data;
        variables.add(new Variable("$", data));
    }

    String run(List<Node> nodes) {
        walk(nodes);
        return out.toString();
    }

    private Flow walk(List<Node> nodes) {
        for (Node node : nodes) {
            Flow flow = switch (node) {
                case Node.Text(String literal) -> {
                    out.append(literal);
                    yield Flow.NEXT;
                }
                case Node.Action(Node.Pipe pipe) -> action(pipe);
                case Node.Branch branch -> branch(branch);
                case Node.Range range -> range(range);
                case Node.Break() -> Flow.BREAK;
                case Node.Continue() -> Flow.CONTINUE;
            };
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow action(Node.Pipe pipe) {
        Object value = pipe(pipe);
        if (pipe.variables().isEmpty()) {
            out.append(value == null ? "<no value>" : GoValue.print(value));
        } else {
            assign(pipe, pipe.variables().getFirst(), value);
        }
        return Flow.NEXT;
    }

    private Flow branch(Node.Branch branch) {
        int mark = variables.size();
        Object value = pipe(branch.condition());
        for (String name : branch.condition().variables()) {
            assign(branch.condition(), name, value);
        }
        Object outer = dot;
        boolean truth = GoValue.truth(value);
        if (truth && branch.with()) {
            dot = value;
        }
        Flow flow = walk(truth ? branch.then() : branch.otherwise());
        dot = outer;
        forget(mark);
        return flow;
    }

    private Flow range(Node.Range range) {
        int mark = variables.size();
        Object over = pipe(range.over());
        Object outer = dot;
        boolean any = false;
        for (Map.Entry<?, ?> element : GoValue.elements(over, message -> failure(operand(range.over()), message))) {
            any = true;
            dot = element.getValue();
            List<String> names = range.over().variables();
            if (names.size() == 2) {
                assign(range.over(), names.get(0), element.getKey());
            }
            if (!names.isEmpty()) {
                assign(range.over(), names.getLast(), element.getValue());
            }
            Flow flow = walk(range.body());
            forget(mark);
            if (flow == Flow.BREAK) {
                break;
            }
        }
        dot = outer;
        return any ? Flow.NEXT : walk(range.otherwise());
    }

    private void assign(Node.Pipe pipe, String name, @Nullable Object value) {
        if (pipe.declares()) {
            variables.add(new Variable(name, value));
        } else {
            find(name).value = value;
        }
    }

    private void forget(int mark) {
        while (variables.size() > mark) {
            variables.removeLast();
        }
    }

    private Variable find(String name) {
        for (int i = variables.size() - 1; i > 0; i--) {
            if (variables.get(i).name.equals(name)) {
                return variables.get(i);
            }
        }
        return variables.getFirst();
    }

    private @Nullable Object pipe(Node.Pipe pipe) {
        Object value = null;
        boolean piped = false;
        for (Node.Command command : pipe.commands()) {
            value = command(command, value, piped);
            piped = true;
        }
        return value;
    }

    private @Nullable Object command(Node.Command command, @Nullable Object piped, boolean hasPiped) {
        List<Node.Operand> operands = command.operands();
        Node.Operand first = operands.getFirst();
        if (first instanceof Node.Function function) {
            return call(function, command.source(), operands.subList(1, operands.size()), piped, hasPiped);
        }
        if (operands.size() > 1 || hasPiped) {
            if (first instanceof Node.Chain chain && !chain.fields().isEmpty()) {
                throw failure(first, chain.fields().getLast() + " is not a method but has arguments");
            }
            throw failure(first, "can't give argument to non-function " + first.source());
        }
        if (first instanceof Node.Literal(int _, String _, Object value) && value == null) {
            throw failure(first, "nil is not a command");
        }
        return operand(first);
    }

    private @Nullable Object call(
            Node.Function function,
            String source,
            List<Node.Operand> operands,
            @Nullable Object piped,
            boolean hasPiped) {
        boolean and = function.name().equals("and");
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Node.Operand operand : operands) {
            Object value = operand(operand);
            arguments.add(value);
            if ((and || function.name().equals("or")) && GoValue.truth(value) != and) {
                return value;
            }
        }
        if (hasPiped) {
            arguments.add(piped);
        }
        return Functions.call(function.name(), arguments, new Functions.Failures() {
            @Override
            public TemplateException ofName(String message) {
                return failure(function, message);
            }

            @Override
            public TemplateException ofCall(String message) {
                return Template.failure(name, text, function.position(), source, message);
            }

            @Override
            public TemplateException ofArgument(int argument, String message) {
                return failure(argument < operands.size() ? operands.get(argument) : function, message);
            }
        });
    }

    private @Nullable Object operand(Node.Operand operand) {
        return switch (operand) {
            case Node.Literal literal -> literal.value();
            case Node.Dot _ -> dot;
            case Node.Function function -> call(function, function.name(), List.of(), null, false);
            case Node.Chain chain -> chain(chain);
        };
    }

    private @Nullable Object chain(Node.Chain chain) {
        Object value = dot;
        if (chain.variable() != null) {
            value = find(chain.variable()).value;
        } else if (chain.pipe() != null) {
            value = pipe(chain.pipe());
        }
        boolean missing = false;
        for (String field : chain.fields()) {
            if (missing) {
                return null;
            }
            missing = isMissing(value, field);
            value = field(chain, value, field);
        }
        return value;
    }

    private boolean isMissing(@Nullable Object receiver, String name) {
        return !strict && receiver instanceof JsonObject object && !object.has(name);
    }

    private @Nullable Object field(Node.Chain chain, @Nullable Object receiver, String name) {
        if (receiver instanceof Fields fields) {
            Object value = fields.field(name);
            if (value instanceof Fields.Absent) {
                throw failure(chain, "can't evaluate field " + name + " in type " + fields.typeName());
            }
            return value;
        }
        if (receiver instanceof JsonObject object) {
            if (strict && !object.has(name)) {
                throw failure(chain, "map has no entry for key \"" + name + "\"");
            }
            return object.get(name);
        }
        if (receiver == null) {
            throw failure(chain, "nil pointer evaluating interface {}." + name);
        }
        String type = strict ? "interface {}" : GoValue.type(receiver);
        throw failure(chain, "can't evaluate field " + name + " in type " + type);
    }

    private static Node.Operand operand(Node.Pipe pipe) {
        return pipe.commands().getFirst().operands().getFirst();
    }

    private TemplateException failure(Node.Operand operand, String message) {
        return Template.failure(name, text, operand.position(), operand.source(), message);
    }
}
