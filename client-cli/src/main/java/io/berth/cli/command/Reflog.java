package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.format.Row;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Texts;
import io.berth.cli.text.Times;
import java.util.ArrayList;
import java.util.List;

/** {@code berth image reflog}: which images a name has pointed to, the newest first. */
final class Reflog implements Command {
    private static final List<String> HEADERS =
            List.of("Digest", "DIGEST", "When", "WHEN", "At", "AT", "Cause", "CAUSE", "Name", "NAME");

    @Override
    public Spec spec() {
        return Spec.of(
                "image reflog",
                "[OPTIONS] NAME[:TAG]",
                "Show which images a name has pointed to",
                1,
                1,
                Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                Flag.toggle((char) 0, "no-trunc", "Don't truncate output"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Query query =
                Query.of("/berth/names/").name(flags.arguments().getFirst()).path("/history");
        List<Entry> entries = new ArrayList<>();
        for (JsonObject entry : JsonObject.objects(session.engine().get(query))) {
            entries.add(new Entry(entry, !flags.is("no-trunc")));
        }
        session.out()
                .print(new Listing(HEADERS, List.of("Digest", "When", "Cause")).print(flags.text("format"), entries));
        return 0;
    }

    private static final class Entry extends Row {
        private static final String[] NAMES = {"At", "Cause", "Digest", "Name", "When"};

        private final JsonObject entry;
        private final boolean truncated;

        Entry(JsonObject entry, boolean truncated) {
            super(NAMES);
            this.entry = entry;
            this.truncated = truncated;
        }

        @Override
        protected String value(String name) {
            return switch (name) {
                case "At" -> entry.text("at");
                case "Cause" -> entry.text("cause");
                case "Name" -> entry.text("name");
                case "When" -> Ages.since(Times.seconds(entry.text("at")));
                default -> digest(entry.text("digest"));
            };
        }

        /** A name that was taken away has no digest. */
        private String digest(String digest) {
            if (digest.isEmpty()) {
                return ImageRow.NONE;
            }
            return truncated ? Texts.shortId(digest) : digest;
        }

        @Override
        public String typeName() {
            return "reflog entry";
        }
    }
}
