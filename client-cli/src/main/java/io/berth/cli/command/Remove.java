package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.EngineException;
import io.berth.cli.http.Query;
import io.berth.cli.image.Platform;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.List;

/** {@code berth rmi}: removes names and what then has none. One that fails does not stop the others. */
final class Remove implements Command {
    private final String path;

    Remove(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Remove one or more images",
                        1,
                        Spec.MANY,
                        Flag.toggle('f', "force", "Force removal of the image"),
                        Flag.toggle((char) 0, "no-prune", "Do not delete untagged parents"),
                        Flag.list(
                                (char) 0,
                                "platform",
                                "strings",
                                "Remove only the given platform variant. Formatted as \"os[/arch[/variant]]\" (e.g.,"
                                        + " \"linux/amd64\")"))
                .names("image rm", "image remove", "rmi");
    }

    @Override
    public int run(Session session, Flags flags) {
        if (flags.has("platform")) {
            Requires.api(session.engine(), "platform", 50);
        }
        List<String> platforms = new ArrayList<>();
        for (String given : flags.all("platform")) {
            for (String platform : given.split(",", -1)) {
                platforms.add(Platform.parse(platform).json());
            }
        }
        List<String> errors = new ArrayList<>();
        boolean fatal = false;
        for (String image : flags.arguments()) {
            try {
                remove(session, flags, image, platforms);
            } catch (EngineException e) {
                fatal |= !e.isNotFound();
                errors.add(e.text());
            }
        }
        if (errors.isEmpty()) {
            return 0;
        }
        String message = String.join("\n", errors);
        if (!flags.is("force") || fatal) {
            throw new CliException(message);
        }
        session.err().line(message);
        return 0;
    }

    private static void remove(Session session, Flags flags, String image, List<String> platforms) {
        Query query = Query.of("/images/")
                .name(image)
                .add(flags.is("force"), "force", "1")
                .add(flags.is("no-prune"), "noprune", "1");
        for (String platform : platforms) {
            query.add("platforms", platform);
        }
        for (JsonObject step : JsonObject.objects(session.engine().delete(query))) {
            String deleted = step.text("Deleted");
            session.out().line(deleted.isEmpty() ? "Untagged: " + step.text("Untagged") : "Deleted: " + deleted);
        }
    }
}
