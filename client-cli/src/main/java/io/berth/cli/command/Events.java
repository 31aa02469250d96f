package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.problem.CliException;
import io.berth.cli.template.Struct;
import io.berth.cli.template.Template;
import io.berth.cli.template.TemplateException;
import io.berth.cli.text.Moments;
import io.berth.cli.text.Times;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code berth events}: what happened and happens, a line each, until the end asked for or the reader goes. */
final class Events implements Command {
    private static final Struct.Type ACTOR = new Struct.Type(
            "events.Actor", Struct.Member.of("ID", Struct.Kind.TEXT), Struct.Member.of("Attributes", Struct.Kind.MAP));

    private static final Struct.Type EVENT = new Struct.Type(
            "*events.Message",
            Struct.Member.optional("Status", "status", Struct.Kind.TEXT),
            Struct.Member.optional("ID", "id", Struct.Kind.TEXT),
            Struct.Member.optional("From", "from", Struct.Kind.TEXT),
            Struct.Member.of("Type", Struct.Kind.TEXT),
            Struct.Member.of("Action", Struct.Kind.TEXT),
            Struct.Member.struct("Actor", "Actor", false, ACTOR),
            Struct.Member.optional("Scope", "scope", Struct.Kind.TEXT),
            Struct.Member.optional("Time", "time", Struct.Kind.NUMBER),
            Struct.Member.optional("TimeNano", "timeNano", Struct.Kind.NUMBER));

    private final String path;

    Events(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS]",
                        "Get real time events from the server",
                        0,
                        0,
                        Flag.filter('f', "Filter output based on conditions provided"),
                        Flag.text((char) 0, "format", Help.FORMAT_USAGE),
                        Flag.text((char) 0, "since", "Show all events created since timestamp"),
                        Flag.text((char) 0, "until", "Stream events until this timestamp"))
                .names("system events", "events");
    }

    @Override
    public int run(Session session, Flags flags) {
        String format = flags.text("format");
        Template template = format.isEmpty() ? null : parsed(format.equals("json") ? "{{json .}}" : format);
        Filters filters = Filters.of(flags.all("filter"));
        Query query = Query.of("/events")
                .add(!filters.isEmpty(), "filters", filters.toString())
                .add(flags.has("since"), "since", moment(flags.text("since")))
                .add(flags.has("until"), "until", moment(flags.text("until")));
        Response response = session.engine().open("GET", query);
        try {
            JsonReader events = new JsonReader(response.body());
            while (!session.out().isBroken() && events.hasNext()) {
                if (events.read() instanceof JsonObject event) {
                    session.out().line(line(event, template)).flush();
                }
            }
        } catch (IOException e) {
            throw session.engine().broken(e);
        }
        return 0;
    }

    private static String moment(String given) {
        try {
            return given.isEmpty() ? "" : Moments.unix(given, System.currentTimeMillis());
        } catch (IllegalArgumentException e) {
            throw new CliException("failed to parse value as time or duration: \"" + given + "\"");
        }
    }

    private static Template parsed(String format) {
        try {
            return Template.parse(format);
        } catch (TemplateException e) {
            throw wrongFormat(e);
        }
    }

    private static CliException wrongFormat(TemplateException e) {
        return new CliException(CliException.TEMPLATE, "Error parsing format: " + e.getMessage());
    }

    private static String line(JsonObject event, @Nullable Template template) {
        if (template == null) {
            return plain(event);
        }
        try {
            return template.execute(new Struct(EVENT, event));
        } catch (TemplateException e) {
            throw wrongFormat(e);
        }
    }

    private static String plain(JsonObject event) {
        long nanos = event.number("timeNano");
        String time = nanos != 0 ? Times.rfc3339Nano(0, nanos) : Times.rfc3339Nano(event.number("time"), 0);
        JsonObject actor = event.object("Actor");
        StringBuilder out = new StringBuilder(time)
                .append(' ')
                .append(event.text("Type"))
                .append(' ')
                .append(event.text("Action"))
                .append(' ')
                .append(actor.text("ID"));
        Map<String, @Nullable Object> attributes =
                new TreeMap<>(actor.object("Attributes").members());
        String before = " (";
        for (Map.Entry<String, @Nullable Object> attribute : attributes.entrySet()) {
            out.append(before).append(attribute.getKey()).append('=').append(attribute.getValue());
            before = ", ";
        }
        return out.append(attributes.isEmpty() ? "" : ")").toString();
    }
}
