package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.problem.CliException;
import java.util.List;

/** {@code berth system prune}: every kind of object that nothing needs, one API call each. */
final class SystemPrune implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "system prune",
                "[OPTIONS]",
                "Remove unused data",
                0,
                0,
                Flag.toggle('a', "all", "Remove all unused images not just dangling ones"),
                Flag.filter((char) 0, "Provide filter values (e.g. \"label=<key>=<value>\")"),
                Flag.toggle((char) 0, "dry-run", "With --ingests: only show what would be removed"),
                Flag.toggle('f', "force", "Do not prompt for confirmation"),
                Flag.toggle((char) 0, "ingests", "Remove what unfinished pulls have left, and nothing else"),
                Flag.toggle((char) 0, "volumes", "Prune anonymous volumes"));
    }

    @Override
    public int run(Session session, Flags flags) {
        if (flags.is("ingests")) {
            return ingests(session, flags);
        }
        if (flags.is("dry-run")) {
            throw new CliException("--dry-run is for --ingests; see 'berth image prune --dry-run'");
        }
        boolean all = flags.is("all");
        boolean volumes = flags.is("volumes");
        List<String> given = flags.all("filter");
        Filters filters = Filters.of(given);
        if (volumes && filters.has("until")) {
            throw new CliException("ERROR: The \"until\" filter is not supported with \"--volumes\"");
        }
        if (!flags.is("force") && !session.console().confirm(warning(all, volumes, given))) {
            return 0;
        }
        Prune prune = new Prune(session);
        prune.containers(filters);
        prune.networks(filters);
        if (volumes) {
            prune.volumes(filters);
        }
        prune.images(Filters.of(given).add("dangling", Boolean.toString(!all)), false, "Deleted Images:");
        prune.buildCache(filters, all);
        prune.total("Total reclaimed space:");
        return 0;
    }

    private static int ingests(Session session, Flags flags) {
        boolean dryRun = flags.is("dry-run");
        if (!dryRun
                && !flags.is("force")
                && !session.console()
                        .confirm(
                                "WARNING! This will remove what unfinished pulls have left; the next pulls will fetch it"
                                        + " again.\nAre you sure you want to continue?")) {
            return 0;
        }
        Prune prune = new Prune(session);
        prune.ingests(dryRun);
        prune.total(dryRun ? "Total reclaimable space:" : "Total reclaimed space:");
        return 0;
    }

    private static String warning(boolean all, boolean volumes, List<String> filters) {
        StringBuilder out = new StringBuilder("WARNING! This will remove:\n  - all stopped containers\n")
                .append("  - all networks not used by at least one container\n");
        if (volumes) {
            out.append("  - all anonymous volumes not used by at least one container\n");
        }
        out.append(
                all
                        ? "  - all images without at least one container associated to them\n  - all build cache\n"
                        : "  - all dangling images\n  - unused build cache\n");
        if (!filters.isEmpty()) {
            out.append("\n  Items to be pruned will be filtered with:\n");
            for (String filter : filters) {
                out.append("  - ").append(filter).append('\n');
            }
        }
        return out.append("\nAre you sure you want to continue?").toString();
    }
}
