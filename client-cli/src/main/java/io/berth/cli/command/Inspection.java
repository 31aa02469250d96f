package io.berth.cli.command;

import io.berth.cli.http.EngineException;
import io.berth.cli.json.JsonIndent;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.problem.CliException;
import io.berth.cli.template.Struct;
import io.berth.cli.template.Template;
import io.berth.cli.template.TemplateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints objects as the engine sent them: an indented array, a compact one, or a template's text
 * for each. One that cannot be had does not stop the others; all errors come at the end.
 */
final class Inspection {
    /**
     * An object's JSON. With a {@code type} templates see the object through it, and as a plain map
     * where that fails.
     */
    static final class Found {
        private final String json;
        private final Struct.@Nullable Type type;

        Found(byte[] json, Struct.@Nullable Type type) {
            this.json = new String(json, StandardCharsets.UTF_8).strip();
            this.type = type;
        }
    }

    /** Where an object comes from. */
    interface Source {
        /** Throws what is to be said where there is no such object. */
        Found get(String name);
    }

    private final Session session;
    private final String format;

    Inspection(Session session, String format) {
        this.session = session;
        this.format = format;
    }

    int run(List<String> names, Source source) {
        Template template = format.isEmpty() || format.equals("json") ? null : parsed();
        List<String> errors = new ArrayList<>();
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            try {
                Found found = source.get(name);
                if (template == null) {
                    out.append(out.isEmpty() ? "" : ",").append(found.json);
                } else {
                    out.append(executed(template, found)).append('\n');
                }
            } catch (EngineException e) {
                errors.add(e.text());
            } catch (NoSuchObject e) {
                errors.add(e.getMessage());
            } catch (TemplateException e) {
                errors.add("template parsing error: " + e.getMessage());
            }
        }
        print(template, out);
        if (!errors.isEmpty()) {
            throw new CliException(String.join("\n", errors));
        }
        return 0;
    }

    /** No kind of object has that name. */
    static final class NoSuchObject extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoSuchObject(String name) {
            super("Error: No such object: " + name);
        }
    }

    private Template parsed() {
        try {
            return Template.parse(format);
        } catch (TemplateException e) {
            throw new CliException(CliException.TEMPLATE, "template parsing error: " + e.getMessage());
        }
    }

    private String executed(Template template, Found found) {
        Object value;
        try {
            value = JsonReader.parse(found.json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw session.engine().broken(e);
        }
        if (found.type != null && value instanceof JsonObject object) {
            try {
                return template.execute(new Struct(found.type, object));
            } catch (TemplateException e) {
                // What the struct does not have, the map may.
            }
        }
        return template.executeStrict(value);
    }

    private void print(@Nullable Template template, StringBuilder out) {
        if (template != null) {
            session.out().print(out.isEmpty() ? "\n" : out.toString());
        } else if (format.equals("json")) {
            session.out().line("[" + out + "]");
        } else {
            session.out().line(JsonIndent.indent("[" + out + "]", "    "));
        }
    }
}
