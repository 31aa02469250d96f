package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.EngineException;
import io.berth.cli.http.Query;
import io.berth.cli.problem.CliException;
import org.jspecify.annotations.Nullable;

/** {@code berth inspect}: any object by its name; containers are looked for first, then images, networks, volumes. */
final class Inspect implements Command {
    private static final String[] TYPES = {
        "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"
    };

    @Override
    public Spec spec() {
        return Spec.of(
                "inspect",
                "[OPTIONS] NAME|ID [NAME|ID...]",
                "Return low-level information on Docker objects",
                1,
                Spec.MANY,
                Flag.text('f', "format", Help.FORMAT_USAGE),
                Flag.toggle('s', "size", "Display total file sizes if the type is container"),
                Flag.text((char) 0, "type", "Only inspect objects of the given type"));
    }

    @Override
    public int run(Session session, Flags flags) {
        String type = flags.text("type");
        if (flags.has("type")) {
            check(type);
        }
        boolean size = flags.is("size");
        return new Inspection(session, flags.text("format")).run(flags.arguments(), name -> {
            if (!type.isEmpty()) {
                return get(session, type, name, size);
            }
            for (String kind : new String[] {"container", "image", "network", "volume", "plugin"}) {
                Inspection.Found found = find(session, kind, name, size);
                if (found != null) {
                    return found;
                }
            }
            throw new Inspection.NoSuchObject(name);
        });
    }

    private static Inspection.Found get(Session session, String kind, String name, boolean size) {
        byte[] json = session.engine().bytes(query(kind, name, size));
        return new Inspection.Found(json, kind.equals("image") ? ImageType.IMAGE : null);
    }

    private static Inspection.@Nullable Found find(Session session, String kind, String name, boolean size) {
        try {
            return get(session, kind, name, size);
        } catch (EngineException e) {
            if (e.isNotFound()) {
                return null;
            }
            throw e;
        }
    }

    private static void check(String type) {
        StringBuilder known = new StringBuilder();
        for (String one : TYPES) {
            if (one.equals(type)) {
                return;
            }
            known.append(known.isEmpty() ? "" : ", ").append('"').append(one).append('"');
        }
        throw new CliException("unknown type: \"" + type + "\": must be one of " + known);
    }

    private static Query query(String type, String name, boolean size) {
        return switch (type) {
            case "container" ->
                Query.of("/containers/").name(name).path("/json").add(size, "size", "1");
            case "image", "plugin" -> Query.of("/" + type + "s/").name(name).path("/json");
            default -> Query.of("/" + type + "s/").name(name);
        };
    }
}
