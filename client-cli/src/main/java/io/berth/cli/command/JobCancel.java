package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;

/** {@code berth jobs cancel}: ends pulls; what they have fetched stays for the next ones. */
final class JobCancel implements Command {
    @Override
    public Spec spec() {
        return Spec.of("jobs cancel", "JOB [JOB...]", "Cancel one or more jobs", 1, Spec.MANY);
    }

    @Override
    public int run(Session session, Flags flags) {
        for (String id : flags.arguments()) {
            session.engine().delete(Query.of("/berth/jobs/").name(id));
            session.out().line(id);
        }
        return 0;
    }
}
