package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.format.Row;
import io.berth.cli.http.Query;
import io.berth.cli.image.Platform;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Sizes;
import io.berth.cli.text.Texts;
import io.berth.cli.text.Times;
import java.util.ArrayList;
import java.util.List;

/** {@code berth history}: the steps that made an image, the last first. */
final class History implements Command {
    private static final List<String> HEADERS = List.of(
            "ID",
            "IMAGE",
            "CreatedSince",
            "CREATED",
            "CreatedAt",
            "CREATED AT",
            "CreatedBy",
            "CREATED BY",
            "Size",
            "SIZE",
            "Comment",
            "COMMENT");

    private final String path;

    History(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] IMAGE",
                        "Show the history of an image",
                        1,
                        1,
                        Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                        Flag.toggle('H', "human", "Print sizes and dates in human readable format")
                                .standard("true"),
                        Flag.toggle((char) 0, "no-trunc", "Don't truncate output"),
                        Flag.text(
                                (char) 0,
                                "platform",
                                "Show history for the given platform. Formatted as \"os[/arch[/variant]]\" (e.g.,"
                                        + " \"linux/amd64\")"),
                        Flag.toggle('q', "quiet", "Only show image IDs"))
                .names("image history", "history");
    }

    @Override
    public int run(Session session, Flags flags) {
        if (flags.has("platform")) {
            Requires.api(session.engine(), "platform", 48);
        }
        String platform =
                flags.has("platform") ? Platform.parse(flags.text("platform")).json() : "";
        Query query = Query.of("/images/")
                .name(flags.arguments().getFirst())
                .path("/history")
                .add(!platform.isEmpty(), "platform", platform);
        List<Step> steps = new ArrayList<>();
        for (JsonObject step : JsonObject.objects(session.engine().get(query))) {
            steps.add(new Step(step, flags.is("human", true), !flags.is("no-trunc")));
        }
        session.out().print(list(steps, flags));
        return 0;
    }

    private static String list(List<Step> steps, Flags flags) {
        String format = flags.text("format");
        if (flags.is("quiet") && (format.isEmpty() || format.equals("table"))) {
            StringBuilder ids = new StringBuilder();
            steps.forEach(step -> ids.append(step.value("ID")).append('\n'));
            return ids.toString();
        }
        String created = flags.is("human", true) ? "CreatedSince" : "CreatedAt";
        return new Listing(HEADERS, List.of("ID", created, "CreatedBy", "Size", "Comment")).print(format, steps);
    }

    private static final class Step extends Row {
        private static final String[] NAMES = {"Comment", "CreatedAt", "CreatedBy", "CreatedSince", "ID", "Size"};
        private static final int COMMAND_MAX = 45;

        private final JsonObject step;
        private final boolean human;
        private final boolean truncated;

        Step(JsonObject step, boolean human, boolean truncated) {
            super(NAMES);
            this.step = step;
            this.human = human;
            this.truncated = truncated;
        }

        @Override
        protected String value(String name) {
            long created = step.number("Created");
            return switch (name) {
                case "ID" -> truncated ? Texts.shortId(step.text("Id")) : step.text("Id");
                case "CreatedAt" -> Times.rfc3339(created);
                case "CreatedSince" -> human ? Ages.since(created) : Times.rfc3339(created);
                case "CreatedBy" -> {
                    String command = step.text("CreatedBy").replace('\t', ' ');
                    yield truncated ? Texts.ellipsis(command, COMMAND_MAX) : command;
                }
                case "Size" -> human ? Sizes.three(step.number("Size")) : Long.toString(step.number("Size"));
                default -> step.text(name);
            };
        }

        @Override
        public String typeName() {
            return "*image.historyContext";
        }
    }
}
