package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;

/** {@code berth jobs limit}: changes how fast a job may fetch, while it does. */
final class JobLimit implements Command {
    @Override
    public Spec spec() {
        return Spec.of("jobs limit", "JOB RATE", "Limit the bytes a second of a job (500k, 10m; 0 is no limit)", 2, 2);
    }

    @Override
    public int run(Session session, Flags flags) {
        String id = flags.arguments().getFirst();
        session.engine()
                .post(Query.of("/berth/jobs/")
                        .name(id)
                        .add("limit-rate", flags.arguments().get(1)));
        session.out().line(id);
        return 0;
    }
}
