package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Sizes;
import org.jspecify.annotations.Nullable;

/** {@code berth registry rm}: removes a tag of the daemon's own registry, or a repository; asks before. */
final class RepositoryRemove implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "registry rm",
                "[OPTIONS] REPOSITORY[:TAG]",
                "Remove a tag with what only it points to, or a whole repository, from the daemon's own registry",
                1,
                1,
                Flag.toggle((char) 0, "dry-run", "Only show what would be removed"),
                Flag.toggle('f', "force", "Do not prompt for confirmation"));
    }

    @Override
    public int run(Session session, Flags flags) {
        String name = flags.arguments().getFirst();
        if (flags.is("dry-run") || !flags.is("force")) {
            JsonObject plan = answer(session.engine().delete(query(name).add("dry-run", "1")));
            tell(session, plan, "Would remove: ", "Total reclaimable space: ");
            if (flags.is("dry-run") || !session.console().confirm("Are you sure you want to continue?")) {
                return 0;
            }
        }
        tell(session, answer(session.engine().delete(query(name))), "Removed: ", "Total reclaimed space: ");
        return 0;
    }

    private static Query query(String name) {
        int colon = name.lastIndexOf(':');
        Query query = Query.of(RepositoryList.PATH + "/").name(colon < 0 ? name : name.substring(0, colon));
        return colon < 0 ? query : query.add("tag", name.substring(colon + 1));
    }

    private static JsonObject answer(@Nullable Object json) {
        return json instanceof JsonObject object ? object : new JsonObject();
    }

    private static void tell(Session session, JsonObject plan, String verb, String total) {
        for (JsonObject step : plan.objects("Steps")) {
            String name = step.text("Name");
            session.out().line(verb + (name.isEmpty() ? step.text("Id") : name));
        }
        session.out().line(total + Sizes.human(plan.number("SpaceReclaimed")));
    }
}
