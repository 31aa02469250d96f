package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.image.Reference;
import io.berth.cli.problem.CliException;

/**
 * What a pull or push is asked for.
 *
 * @param all every tag of the repository, which {@code reference} then is; else it has a tag or a digest
 */
record Named(boolean all, Reference reference) {
    /** Says so where the tag is not the user's word. */
    static Named of(Session session, Flags flags) {
        boolean all = flags.is("all-tags");
        Reference given = Reference.parse(flags.arguments().getFirst());
        if (all && !given.isNameOnly()) {
            throw new CliException("tag can't be used with --all-tags/-a");
        }
        if (!flags.is("quiet") && !all && given.isNameOnly()) {
            session.out().line("Using default tag: latest").flush();
        }
        return new Named(all, all ? given : given.tagged());
    }
}
