package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.problem.CliException;
import io.berth.cli.text.Sizes;
import java.io.IOException;

/** {@code berth system check}: what is wrong with the store; fails where something stays wrong. */
final class SystemCheck implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "system check",
                "[OPTIONS]",
                "Check the store, and repair it from the registries that its images came from",
                0,
                0,
                Flag.toggle((char) 0, "deep", "Read every blob and compare its digest"),
                Flag.text((char) 0, "limit-rate", "Bytes a second that are read (500k, 10m); 0 is no limit"),
                Flag.toggle((char) 0, "repair", "Put right what is wrong"));
    }

    @Override
    public int run(Session session, Flags flags) {
        String rate = flags.text("limit-rate");
        Query query = Query.of("/berth/system/check")
                .add(flags.is("deep"), "deep", "1")
                .add(flags.is("repair"), "repair", "1")
                .add(!rate.isEmpty(), "limit-rate", rate);
        String[] auth = flags.is("repair") ? session.registryConfig(session.registriesHere()) : new String[0];
        Response response = session.engine().open("POST", query, auth);
        try {
            JsonReader rows = new JsonReader(response.body());
            while (rows.hasNext()) {
                if (!(rows.read() instanceof JsonObject row)) {
                    continue;
                }
                if (row.has("Fault")) {
                    fault(session, row.object("Fault"), flags.is("repair"));
                } else if (row.has("Summary")) {
                    return summary(session, row.object("Summary"), flags.is("repair"));
                } else if (row.has("error")) {
                    throw new CliException(row.text("error"));
                }
            }
        } catch (IOException e) {
            throw session.engine().broken(e);
        }
        throw new CliException("the daemon ended the check early");
    }

    private static void fault(Session session, JsonObject fault, boolean repair) {
        session.out().line(fault.text("Text") + (repair ? repaired(fault) : "")).flush();
    }

    private static String repaired(JsonObject fault) {
        String from = fault.text("From");
        return fault.flag("Repaired")
                ? ": repaired" + (from.isEmpty() ? "" : " from " + from)
                : ": not repaired: " + fault.text("Reason");
    }

    private static int summary(Session session, JsonObject summary, boolean repair) {
        long faults = summary.number("Faults");
        long repaired = summary.number("Repaired");
        session.out()
                .line(summary.number("Blobs") + " blobs, " + Sizes.human(summary.number("BytesRead")) + " read: "
                        + faults + (faults == 1 ? " fault" : " faults")
                        + (repair ? ", " + repaired + " repaired" : ""));
        return faults == repaired ? 0 : 1;
    }
}
