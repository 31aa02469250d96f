package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Columns;
import io.berth.cli.text.Sizes;
import io.berth.cli.text.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code berth retention plan} and {@code run}: what rules say may go, and why. */
final class Retention implements Command {
    private final boolean runs;

    Retention(boolean runs) {
        this.runs = runs;
    }

    @Override
    public Spec spec() {
        String rules =
                "\nA RULE is keep-last=N, unused-for=DURATION, or above=LEVEL,down-to=LEVEL, or several with commas"
                        + "\nbetween, and repository=PATTERN, in=images or in=registry; without one the daemon's own hold";
        return runs
                ? Spec.of(
                        "retention run",
                        "[OPTIONS] [RULE...]",
                        "Remove what rules say may go" + rules,
                        0,
                        Spec.MANY,
                        Flag.toggle('f', "force", "Do not prompt for confirmation"))
                : Spec.of("retention plan", "[RULE...]", "Show what rules say may go, and why" + rules, 0, Spec.MANY);
    }

    @Override
    public int run(Session session, Flags flags) {
        Query plan = query("/berth/retention/plan", flags.arguments());
        if (!runs) {
            print(session, session.engine().get(plan), "Total reclaimable space: ");
            return 0;
        }
        if (!flags.is("force")) {
            print(session, session.engine().get(plan), "Total reclaimable space: ");
            if (!session.console().confirm("Are you sure you want to continue?")) {
                return 0;
            }
        }
        print(
                session,
                session.engine().post(query("/berth/retention/run", flags.arguments())),
                "Total reclaimed space: ");
        return 0;
    }

    private static Query query(String path, List<String> rules) {
        Query query = Query.of(path);
        rules.forEach(rule -> query.add("rule", rule));
        return query;
    }

    private static void print(Session session, @Nullable Object answer, String total) {
        JsonObject plan = answer instanceof JsonObject object ? object : new JsonObject();
        List<JsonObject> steps = plan.objects("Steps");
        if (!steps.isEmpty()) {
            session.out().print(table(steps));
        }
        session.out().line(total + Sizes.human(plan.number("SpaceReclaimed")));
        long undoable = plan.number("SpaceUndoable");
        if (undoable > 0) {
            session.out().line("Freed when the undo window ends: " + Sizes.human(undoable));
        }
    }

    private static String table(List<JsonObject> steps) {
        StringBuilder out = new StringBuilder("IN\tNAME\tIMAGE ID\tREMOVED\tFREES\tREASON\n");
        for (JsonObject step : steps) {
            String name = step.text("Name");
            out.append(step.text("In"))
                    .append('\t')
                    .append(name.isEmpty() ? ImageRow.NONE : name)
                    .append('\t')
                    .append(Texts.shortId(step.text("Id")))
                    .append('\t')
                    .append(step.flag("Removes") ? "whole" : "tag")
                    .append('\t')
                    .append(Sizes.human(step.number("Bytes")))
                    .append('\t')
                    .append(step.text("Reason"))
                    .append('\n');
        }
        return Columns.align(out.toString());
    }
}
