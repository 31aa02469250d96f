package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Columns;
import io.berth.cli.text.Texts;
import io.berth.cli.text.Times;
import java.util.List;

/**
 * {@code berth image undo}: brings a removed image back, what the last request removed where none is named, or lists them.
 * Several references of one {@code rmi} are as many requests: those of one image come back together, those of several images
 * one image at a time.
 */
final class Undo implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "image undo",
                "[OPTIONS] [ID]",
                "Restore what was removed last, an image, or all",
                0,
                1,
                Flag.toggle('a', "all", "Restore all that can be restored"),
                Flag.toggle('l', "list", "Only show what can be restored"));
    }

    @Override
    public int run(Session session, Flags flags) {
        if (flags.is("list")) {
            session.out().print(list(JsonObject.objects(session.engine().get(Query.of("/berth/undo")))));
            return 0;
        }
        String id = flags.argument();
        Query query = Query.of("/berth/undo").add(flags.is("all"), "all", "1");
        for (JsonObject image : JsonObject.objects(session.engine().post(id == null ? query : query.add("id", id)))) {
            session.out().line("Restored: " + image.text("Restored"));
            image.texts("RepoTags").forEach(name -> session.out().line("Tagged: " + name));
        }
        return 0;
    }

    private static String list(List<JsonObject> removed) {
        StringBuilder out = new StringBuilder("IMAGE ID\tNAMES\tREMOVED\tEXPIRES\n");
        long now = System.currentTimeMillis() / 1000;
        for (JsonObject image : removed) {
            List<String> names = image.texts("RepoTags");
            out.append(Texts.shortId(image.text("Id")))
                    .append('\t')
                    .append(names.isEmpty() ? ImageRow.NONE : String.join(", ", names))
                    .append('\t')
                    .append(Ages.since(Times.seconds(image.text("RemovedAt"))))
                    .append("\tin ")
                    .append(Ages.of(Times.seconds(image.text("Expires")) - now))
                    .append('\n');
        }
        return Columns.align(out.toString());
    }
}
