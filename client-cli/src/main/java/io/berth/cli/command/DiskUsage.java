package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import java.util.List;

/** {@code berth system df}: what the engine's objects take on disk, and how much of it nothing needs. */
final class DiskUsage implements Command {
    /** From this API on the engine counts for itself. */
    private static final int USAGE_SINCE = 52;

    private static final List<String> HEADERS = List.of(
            "Type", "TYPE", "TotalCount", "TOTAL", "Active", "ACTIVE", "Size", "SIZE", "Reclaimable", "RECLAIMABLE");

    @Override
    public Spec spec() {
        return Spec.of(
                "system df",
                "[OPTIONS]",
                "Show docker disk usage",
                0,
                0,
                Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                Flag.toggle('v', "verbose", "Show detailed information on space usage"));
    }

    @Override
    public int run(Session session, Flags flags) {
        boolean verbose = flags.is("verbose");
        String format = flags.text("format");
        boolean counted = session.engine().isAtLeast(USAGE_SINCE);
        Query query = Query.of("/system/df").add(verbose && counted, "verbose", "1");
        JsonObject usage = session.engine().get(query) instanceof JsonObject answer ? answer : new JsonObject();
        if (verbose) {
            session.out().print(new UsageDetails(usage, counted, format).print());
        } else {
            List<UsageTotal> totals = counted ? UsageTotal.counted(usage) : UsageTotal.summed(usage);
            List<String> columns = List.of("Type", "TotalCount", "Active", "Size", "Reclaimable");
            session.out().print(new Listing(HEADERS, columns).print(format, totals));
        }
        return 0;
    }
}
