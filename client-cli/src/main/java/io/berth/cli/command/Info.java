package io.berth.cli.command;

import io.berth.cli.console.Output;
import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Version;
import io.berth.cli.json.JsonObject;
import io.berth.cli.template.OpenStruct;
import java.util.List;

/** {@code berth info}: what the engine says of itself and its machine. */
final class Info implements Command {
    private final String path;

    Info(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS]",
                        "Display system-wide information",
                        0,
                        0,
                        Flag.text('f', "format", Help.FORMAT_USAGE))
                .names("system info", "info");
    }

    @Override
    public int run(Session session, Flags flags) {
        String format = flags.text("format");
        if (!format.isEmpty()) {
            OneObject one = OneObject.format("", format);
            one.print(session, new OpenStruct("system.dockerInfo", withClient(ask(session))));
            return 0;
        }
        Output out = session.out();
        out.line("Client:");
        out.line(" Version:    " + Version.BERTH);
        out.line(" Context:    default");
        out.line(" Debug Mode: false");
        out.line("\nServer:").flush();
        JsonObject info = ask(session);
        out.print(InfoText.of(info));
        for (String warning : info.texts("Warnings")) {
            session.err().line(warning);
        }
        return 0;
    }

    private static JsonObject ask(Session session) {
        return session.engine().get(Query.of("/info")) instanceof JsonObject info ? info : new JsonObject();
    }

    private static JsonObject withClient(JsonObject info) {
        JsonObject client = new JsonObject()
                .put("Debug", false)
                .put("Version", Version.BERTH)
                .put("Context", "default")
                .put("Plugins", List.of())
                .put("Warnings", null);
        return info.put("ClientInfo", client);
    }
}
