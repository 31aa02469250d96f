package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;

/** {@code berth image prune}: removes the images that nothing needs, or says which those are. */
final class ImagePrune implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "image prune",
                "[OPTIONS]",
                "Remove unused images",
                0,
                0,
                Flag.toggle('a', "all", "Remove all unused images, not just dangling ones"),
                Flag.toggle((char) 0, "dry-run", "Only show what would be removed"),
                Flag.filter((char) 0, "Provide filter values (e.g. \"until=<timestamp>\")"),
                Flag.toggle('f', "force", "Do not prompt for confirmation"));
    }

    @Override
    public int run(Session session, Flags flags) {
        boolean all = flags.is("all");
        boolean dryRun = flags.is("dry-run");
        Filters filters = Filters.of(flags.all("filter")).add("dangling", Boolean.toString(!all));
        String what = all ? "all images without at least one container associated to them" : "all dangling images";
        if (!dryRun
                && !flags.is("force")
                && !session.console()
                        .confirm("WARNING! This will remove " + what + ".\nAre you sure you want to continue?")) {
            return 0;
        }
        Prune prune = new Prune(session);
        prune.images(filters, dryRun, dryRun ? "Would delete images:" : "Deleted Images:");
        prune.total(dryRun ? "Total reclaimable space:" : "Total reclaimed space:");
        return 0;
    }
}
