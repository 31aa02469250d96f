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
                Flag.toggle('f', "force", "Do not prompt for confirmation"),
                Flag.toggle((char) 0, "volumes", "Prune anonymous volumes"));
    }

    @Override
    public int run(Session session, Flags flags) {
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
