package io.berth.cli.command;

import io.berth.cli.console.Output;
import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Engine;
import io.berth.cli.http.EngineException;
import io.berth.cli.http.Query;
import io.berth.cli.http.Version;
import io.berth.cli.image.Platform;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import io.berth.cli.template.OpenStruct;
import io.berth.cli.text.Texts;
import io.berth.cli.text.Times;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code berth version}: the client's and the engine's versions. The client's is told even without an engine. */
final class VersionCommand implements Command {
    private static final int TITLE = 18;

    @Override
    public Spec spec() {
        return Spec.of(
                "version",
                "[OPTIONS]",
                "Show the Berth version information",
                0,
                0,
                Flag.text('f', "format", Help.FORMAT_USAGE));
    }

    @Override
    public int run(Session session, Flags flags) {
        String format = flags.text("format");
        OneObject one = format.isEmpty() ? null : OneObject.format("version", format);
        JsonObject server = null;
        String failure = "";
        try {
            server = session.engine().get(Query.of("/version")) instanceof JsonObject answer ? answer : null;
        } catch (CliException e) {
            failure = e.text();
        } catch (EngineException e) {
            failure = e.text();
        }
        JsonObject client = client(session.engine());
        if (one == null) {
            print(session.out(), client, server);
        } else {
            one.print(session, both(client, server));
        }
        if (!failure.isEmpty()) {
            throw new CliException(failure);
        }
        return 0;
    }

    private static JsonObject client(Engine engine) {
        return new JsonObject()
                .put("Version", Version.BERTH)
                .put("ApiVersion", engine.versionUnasked())
                .put("DefaultAPIVersion", Version.API_MAX)
                .put("JavaVersion", System.getProperty("java.version"))
                .put("Os", "linux")
                .put("Arch", Platform.machine())
                .put("Context", "default");
    }

    /** Go names two fields otherwise than their JSON. */
    private static OpenStruct both(JsonObject client, @Nullable JsonObject server) {
        return new OpenStruct(
                "system.versionInfo",
                new JsonObject()
                        .put("Client", new Aliased("system.clientVersion", client))
                        .put("Server", server == null ? null : new Aliased("*types.Version", server)));
    }

    private static void print(Output out, JsonObject client, @Nullable JsonObject server) {
        out.line("Client:");
        String api = client.text("ApiVersion");
        String newest = client.text("DefaultAPIVersion");
        pair(out, 1, "Version", client.text("Version"));
        pair(out, 1, "API version", api.equals(newest) ? api : api + " (downgraded from " + newest + ")");
        pair(out, 1, "Java version", client.text("JavaVersion"));
        pair(out, 1, "OS/Arch", client.text("Os") + "/" + client.text("Arch"));
        pair(out, 1, "Context", client.text("Context"));
        if (server == null) {
            return;
        }
        String platform = server.object("Platform").text("Name");
        out.line("\nServer:" + (platform.isEmpty() ? "" : " " + platform));
        if (server.objects("Components").isEmpty()) {
            out.line(" Engine:");
            engine(out, server, server.text("Version"));
        }
        for (JsonObject component : server.objects("Components")) {
            out.line(" " + component.text("Name") + ":");
            if (component.text("Name").equals("Engine")) {
                engine(out, component.object("Details"), component.text("Version"));
            } else {
                component(out, component);
            }
        }
    }

    private static void engine(Output out, JsonObject details, String version) {
        pair(out, 2, "Version", version);
        pair(
                out,
                2,
                "API version",
                details.text("ApiVersion") + " (minimum version " + details.text("MinAPIVersion") + ")");
        optional(out, "Go version", details.text("GoVersion"));
        optional(out, "Java version", details.text("JavaVersion"));
        optional(out, "Git commit", details.text("GitCommit"));
        optional(out, "Built", Times.ansi(details.text("BuildTime")));
        pair(out, 2, "OS/Arch", details.text("Os") + "/" + details.text("Arch"));
        pair(
                out,
                2,
                "Experimental",
                details.get("Experimental") instanceof String text
                        ? text
                        : Boolean.toString(details.flag("Experimental")));
    }

    private static void component(Output out, JsonObject component) {
        pair(out, 2, "Version", component.text("Version"));
        for (Map.Entry<String, @Nullable Object> detail :
                component.object("Details").members().entrySet()) {
            if (detail.getValue() instanceof String text) {
                pair(out, 2, detail.getKey(), text);
            }
        }
    }

    private static void optional(Output out, String title, String value) {
        if (!value.isEmpty()) {
            pair(out, 2, title, value);
        }
    }

    private static void pair(Output out, int indent, String title, String value) {
        out.line(" ".repeat(indent) + Texts.left(title + ":", TITLE + 1 - indent + 1) + value);
    }
}
