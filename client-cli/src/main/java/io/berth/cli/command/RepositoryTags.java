package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Columns;
import io.berth.cli.text.Times;
import java.util.List;

/** {@code berth registry tags}: the tags of a repository of the daemon's own registry. */
final class RepositoryTags implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "registry tags",
                "[OPTIONS] REPOSITORY",
                "List the tags of a repository of the daemon's own registry",
                1,
                1,
                Flag.toggle('q', "quiet", "Only show tags"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Query query = Query.of(RepositoryList.PATH + "/").name(flags.arguments().getFirst());
        List<JsonObject> all = JsonObject.objects(session.engine().get(query));
        if (flags.is("quiet")) {
            all.forEach(one -> session.out().line(one.text("Tag")));
            return 0;
        }
        StringBuilder out = new StringBuilder("TAG\tDIGEST\tPUSHED\n");
        for (JsonObject one : all) {
            out.append(one.text("Tag"))
                    .append('\t')
                    .append(one.text("Digest"))
                    .append('\t')
                    .append(Ages.since(Times.seconds(one.text("Since"))))
                    .append('\n');
        }
        session.out().print(Columns.align(out.toString()));
        return 0;
    }
}
