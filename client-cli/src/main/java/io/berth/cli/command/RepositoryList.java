package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Columns;
import io.berth.cli.text.Sizes;
import java.util.ArrayList;
import java.util.List;

/** {@code berth registry ls} and {@code du}: what the daemon's own registry has, and what it takes. */
final class RepositoryList implements Command {
    static final String PATH = "/berth/registry/repositories";

    private final boolean bySize;

    /** With {@code bySize} what would free most comes first, and a sum last. */
    RepositoryList(boolean bySize) {
        this.bySize = bySize;
    }

    @Override
    public Spec spec() {
        return bySize
                ? Spec.of("registry du", "", "Show what the repositories of the daemon's own registry take", 0, 0)
                : Spec.of(
                        "registry ls",
                        "[OPTIONS]",
                        "List the repositories of the daemon's own registry",
                        0,
                        0,
                        Flag.toggle('q', "quiet", "Only show names"));
    }

    @Override
    public int run(Session session, Flags flags) {
        List<JsonObject> all =
                new ArrayList<>(JsonObject.objects(session.engine().get(Query.of(PATH))));
        if (!bySize && flags.is("quiet")) {
            all.forEach(one -> session.out().line(one.text("Name")));
            return 0;
        }
        if (bySize) {
            all.sort((one, other) -> Long.compare(other.number("UniqueSize"), one.number("UniqueSize")));
        }
        session.out().print(table(all));
        if (bySize) {
            long sum = 0;
            for (JsonObject one : all) {
                sum += one.number("UniqueSize");
            }
            session.out().line("Of single repositories alone: " + Sizes.human(sum));
        }
        return 0;
    }

    private static String table(List<JsonObject> all) {
        StringBuilder out = new StringBuilder("REPOSITORY\tTAGS\tMANIFESTS\tSIZE\tUNIQUE SIZE\n");
        for (JsonObject one : all) {
            out.append(one.text("Name"))
                    .append('\t')
                    .append(one.number("Tags"))
                    .append('\t')
                    .append(one.number("Manifests"))
                    .append('\t')
                    .append(Sizes.human(one.number("Size")))
                    .append('\t')
                    .append(Sizes.human(one.number("UniqueSize")))
                    .append('\n');
        }
        return Columns.align(out.toString());
    }
}
