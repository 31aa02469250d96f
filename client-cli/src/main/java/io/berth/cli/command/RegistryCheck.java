package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.template.OpenStruct;
import io.berth.cli.text.Texts;

/** {@code berth registry check}: how a registry can be reached, step by step, or why not. Exits with 1 where it cannot. */
final class RegistryCheck implements Command {
    private static final int STATUS_WIDTH = 8;
    private static final int STEP_WIDTH = 14;

    @Override
    public Spec spec() {
        return Spec.of(
                "registry check",
                "[OPTIONS] HOST[:PORT]",
                "Explain step by step how the daemon reaches a registry, or why not",
                1,
                1,
                Flag.text('f', "format", Help.FORMAT_USAGE));
    }

    @Override
    public int run(Session session, Flags flags) {
        String host = flags.arguments().getFirst();
        String format = flags.text("format");
        OneObject one = format.isEmpty() ? null : OneObject.format("", format);
        String domain = host.equals("index.docker.io") ? "docker.io" : host;
        Query query = Query.of("/berth/registries/").name(host).path("/check");
        JsonObject answer = session.engine().get(query, session.registryAuth(domain)) instanceof JsonObject object
                ? object
                : new JsonObject();
        if (one == null) {
            print(session, answer);
        } else {
            one.print(session, new OpenStruct("registry.check", answer));
        }
        return answer.flag("Ok") ? 0 : 1;
    }

    private static void print(Session session, JsonObject answer) {
        for (JsonObject endpoint : answer.objects("Endpoints")) {
            session.out().line(endpoint.text("Url") + (endpoint.flag("Mirror") ? " (mirror)" : ""));
            for (JsonObject step : endpoint.objects("Steps")) {
                session.out()
                        .line("  " + Texts.left(step.text("Status"), STATUS_WIDTH)
                                + Texts.left(step.text("Step"), STEP_WIDTH) + step.text("Detail"));
            }
        }
        session.out().line(answer.text("Registry") + (answer.flag("Ok") ? " can be reached" : " cannot be reached"));
    }
}
