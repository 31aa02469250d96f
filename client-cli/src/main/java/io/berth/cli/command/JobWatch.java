package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import java.io.IOException;

/** {@code berth jobs watch}: how a job goes until it ends; fails where it does. */
final class JobWatch implements Command {
    @Override
    public Spec spec() {
        return Spec.of("jobs watch", "JOB", "Show how a job goes, until it ends", 1, 1);
    }

    @Override
    public int run(Session session, Flags flags) {
        Query query =
                Query.of("/berth/jobs/").name(flags.arguments().getFirst()).add("watch", "1");
        Response response = session.engine().open("GET", query);
        String last = "";
        String phase = "";
        try {
            JsonReader rows = new JsonReader(response.body());
            while (!session.out().isBroken() && rows.hasNext()) {
                if (rows.read() instanceof JsonObject job) {
                    phase = job.text("Phase");
                    String line = new JobRow(job).line();
                    if (!line.equals(last)) {
                        session.out().line(line).flush();
                    }
                    last = line;
                }
            }
        } catch (IOException e) {
            throw session.engine().broken(e);
        }
        return phase.equals("done") ? 0 : 1;
    }
}
