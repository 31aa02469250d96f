package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;

/** {@code berth image rollback}: points a name back to the image it pointed to before. */
final class Rollback implements Command {
    @Override
    public Spec spec() {
        return Spec.of("image rollback", "NAME[:TAG]", "Point a name back to the image it pointed to before", 1, 1);
    }

    @Override
    public int run(Session session, Flags flags) {
        Query query =
                Query.of("/berth/names/").name(flags.arguments().getFirst()).path("/rollback");
        if (session.engine().post(query) instanceof JsonObject moved) {
            session.out().line(moved.text("name") + ": " + moved.text("from") + " -> " + moved.text("to"));
        }
        return 0;
    }
}
