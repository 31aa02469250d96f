package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;

/** One command of the command line. */
public interface Command {
    Spec spec();

    /** Carries it out; the result is the exit status. A failure is thrown. */
    int run(Session session, Flags flags);
}
