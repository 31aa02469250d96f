package io.berth.cli.format;

import io.berth.cli.json.JsonText;
import io.berth.cli.json.JsonWriter;
import io.berth.cli.template.Fields;

/** One line of a list: named texts, each made when it is asked for. */
public abstract class Row implements Fields {
    private final String[] names;

    /** @param names all fields in the order of their names, which is how JSON lists them */
    protected Row(String[] names) {
        this.names = names;
    }

    /** The value of one of the names. */
    protected abstract String value(String name);

    /** The same as JSON has it. */
    protected String jsonValue(String name) {
        return value(name);
    }

    @Override
    public final Object field(String name) {
        for (String known : names) {
            if (known.equals(name)) {
                return value(name);
            }
        }
        return Absent.ABSENT;
    }

    @Override
    public final Object json() {
        StringBuilder out = new StringBuilder("{");
        JsonWriter writer = new JsonWriter(out, true);
        for (String name : names) {
            if (out.length() > 1) {
                out.append(',');
            }
            writer.string(name);
            out.append(':');
            writer.string(jsonValue(name));
        }
        return new JsonText(out.append('}').toString());
    }
}
