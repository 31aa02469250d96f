package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.format.Row;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Texts;
import java.util.ArrayList;
import java.util.List;

/** {@code berth search}: images of Docker Hub, or of the registry that the term begins with. */
final class Search implements Command {
    private static final List<String> HEADERS =
            List.of("Name", "NAME", "Description", "DESCRIPTION", "StarCount", "STARS", "IsOfficial", "OFFICIAL");

    @Override
    public Spec spec() {
        return Spec.of(
                "search",
                "[OPTIONS] TERM",
                "Search Docker Hub, or HOST/TERM in another registry, for images",
                1,
                1,
                Flag.filter('f', "Filter output based on conditions provided"),
                Flag.text((char) 0, "format", "Pretty-print search using a Go template"),
                new Flag(Flag.Kind.TEXT, (char) 0, "limit", "int", "Max number of search results", ""),
                Flag.toggle((char) 0, "no-trunc", "Don't truncate output"));
    }

    @Override
    public int run(Session session, Flags flags) {
        String term = flags.arguments().getFirst();
        Filters filters = Filters.of(flags.all("filter"));
        String limit = flags.text("limit");
        Query query = Query.of("/images/search")
                .add("term", term)
                .add(!limit.isEmpty() && !limit.equals("0"), "limit", limit)
                .add(!filters.isEmpty(), "filters", filters.toString());
        List<Result> results = new ArrayList<>();
        for (JsonObject result : JsonObject.objects(session.engine().get(query, session.registryAuth(domain(term))))) {
            results.add(new Result(result, !flags.is("no-trunc")));
        }
        Listing listing = new Listing(HEADERS, List.of("Name", "Description", "StarCount", "IsOfficial"));
        session.out().print(listing.print(flags.text("format"), results));
        return 0;
    }

    /** The registry that a term begins with, told as the engine tells it. */
    static String domain(String term) {
        int slash = term.indexOf('/');
        String first = slash < 0 ? "" : term.substring(0, slash);
        boolean named = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        return !named || first.equals("index.docker.io") ? "docker.io" : first;
    }

    private static final class Result extends Row {
        private static final int DESCRIPTION_LENGTH = 45;
        private static final String[] NAMES = {"Description", "IsOfficial", "Name", "StarCount"};

        private final JsonObject result;
        private final boolean truncated;

        Result(JsonObject result, boolean truncated) {
            super(NAMES);
            this.result = result;
            this.truncated = truncated;
        }

        @Override
        protected String value(String name) {
            return switch (name) {
                case "Name" -> result.text("name");
                case "StarCount" -> Long.toString(result.number("star_count"));
                case "IsOfficial" -> result.flag("is_official") ? "[OK]" : "";
                default -> description();
            };
        }

        @Override
        protected String jsonValue(String name) {
            return name.equals("IsOfficial") ? Boolean.toString(result.flag("is_official")) : value(name);
        }

        private String description() {
            String line = result.text("description").replace('\n', ' ').replace('\r', ' ');
            return truncated ? Texts.ellipsis(line, DESCRIPTION_LENGTH) : line;
        }

        @Override
        public String typeName() {
            return "*registry.searchContext";
        }
    }
}
