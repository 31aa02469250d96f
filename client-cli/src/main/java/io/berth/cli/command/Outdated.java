package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.format.Row;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Texts;
import java.util.ArrayList;
import java.util.List;

/** {@code berth image outdated}: names that their registries have something else under by now. */
final class Outdated implements Command {
    /** Something is outdated or gone. */
    private static final int STALE = 2;

    /** Nothing is, as far as is known, but of some it is not known. */
    private static final int UNKNOWN = 3;

    private static final List<String> HEADERS =
            List.of("Name", "NAME", "Status", "STATUS", "Local", "LOCAL", "Remote", "REMOTE", "Reason", "REASON");

    @Override
    public Spec spec() {
        return Spec.of(
                "image outdated",
                "[OPTIONS] [NAME[:TAG]...]",
                "Show names that point to something else at their registries by now;\n"
                        + "exits with 2 where there are some, and with 3 where it is not known",
                0,
                Spec.MANY,
                Flag.toggle('a', "all", "Show names that are up to date or digests, too"),
                Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                Flag.toggle((char) 0, "no-trunc", "Don't truncate output"),
                Flag.toggle('q', "quiet", "Only show the names that are outdated"));
    }

    @Override
    public int run(Session session, Flags flags) {
        List<String> names = flags.arguments();
        Query query = Query.of("/berth/images/updates");
        names.forEach(name -> query.add("name", name));
        String[] auth = session.registryConfig(names.isEmpty() ? session.registriesHere() : Session.registries(names));
        List<Checked> all = new ArrayList<>();
        for (JsonObject one : JsonObject.objects(session.engine().get(query, auth))) {
            all.add(new Checked(one, !flags.is("no-trunc")));
        }
        print(session, flags, all);
        return exitCode(all);
    }

    private static void print(Session session, Flags flags, List<Checked> all) {
        boolean quiet = flags.is("quiet");
        boolean whole = flags.is("all") || !flags.arguments().isEmpty();
        List<Checked> shown = new ArrayList<>();
        for (Checked one : all) {
            if (quiet ? one.is("outdated") : whole || !(one.is("up-to-date") || one.is("pinned"))) {
                shown.add(one);
            }
        }
        String format = flags.text("format").isEmpty() && quiet ? "{{.Name}}" : flags.text("format");
        Listing listing = new Listing(HEADERS, List.of("Name", "Status", "Local", "Remote", "Reason"));
        session.out().print(listing.print(format, shown));
    }

    private static int exitCode(List<Checked> all) {
        boolean unknown = false;
        for (Checked one : all) {
            if (one.is("outdated") || one.is("gone")) {
                return STALE;
            }
            unknown |= one.is("unknown");
        }
        return unknown ? UNKNOWN : 0;
    }

    private static final class Checked extends Row {
        private static final String[] NAMES = {"Local", "Name", "Reason", "Remote", "Status"};

        private final JsonObject checked;
        private final boolean truncated;

        Checked(JsonObject checked, boolean truncated) {
            super(NAMES);
            this.checked = checked;
            this.truncated = truncated;
        }

        boolean is(String status) {
            return checked.text("Status").equals(status);
        }

        @Override
        protected String value(String name) {
            String text = checked.text(name);
            boolean digest = name.equals("Local") || name.equals("Remote");
            if (digest && text.isEmpty()) {
                return ImageRow.NONE;
            }
            return digest && truncated ? Texts.shortId(text) : text;
        }

        @Override
        public String typeName() {
            return "checked name";
        }
    }
}
