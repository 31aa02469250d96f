package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import java.util.List;

/** {@code berth jobs}: what the daemon is fetching and sending now. */
final class JobList implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "jobs ls",
                "[OPTIONS]",
                "List running pulls, pushes and copies",
                0,
                0,
                Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                Flag.toggle('q', "quiet", "Only display job IDs"));
    }

    @Override
    public int run(Session session, Flags flags) {
        List<JsonObject> jobs = JsonObject.objects(session.engine().get(Query.of("/berth/jobs")));
        if (flags.is("quiet")) {
            jobs.forEach(job -> session.out().line(job.text("Id")));
            return 0;
        }
        List<JobRow> rows = jobs.stream().map(JobRow::new).toList();
        session.out().print(new Listing(JobRow.HEADERS, JobRow.STANDARD).print(flags.text("format"), rows));
        return 0;
    }
}
