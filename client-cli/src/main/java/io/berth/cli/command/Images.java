package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.format.Listing;
import io.berth.cli.http.Query;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.List;

/** {@code berth images}: the images as a table, a tree, their IDs, or as a template says. */
final class Images implements Command {
    private static final List<String> HEADERS = List.of(
            "ID",
            "IMAGE ID",
            "Repository",
            "REPOSITORY",
            "Tag",
            "TAG",
            "Digest",
            "DIGEST",
            "CreatedSince",
            "CREATED",
            "CreatedAt",
            "CREATED AT",
            "Size",
            "SIZE",
            "Containers",
            "CONTAINERS",
            "VirtualSize",
            "SIZE",
            "SharedSize",
            "SHARED SIZE",
            "UniqueSize",
            "UNIQUE SIZE");

    private final String path;

    Images(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] [REPOSITORY[:TAG]]",
                        "List images",
                        0,
                        1,
                        Flag.toggle('a', "all", "Show all images (default hides intermediate images)"),
                        Flag.toggle((char) 0, "digests", "Show digests"),
                        Flag.filter('f', "Filter output based on conditions provided"),
                        Flag.text((char) 0, "format", Help.FORMAT_TABLE_USAGE),
                        Flag.toggle((char) 0, "no-trunc", "Don't truncate output"),
                        Flag.toggle('q', "quiet", "Only show image IDs"),
                        Flag.toggle((char) 0, "tree", "List multi-platform images as a tree (EXPERIMENTAL)"))
                .names("image ls", "image list", "images");
    }

    @Override
    public int run(Session session, Flags flags) {
        boolean tree = flags.is("tree");
        if (tree) {
            Requires.api(session.engine(), "tree", 47);
            checkTree(flags);
        }
        Filters filters = Filters.of(flags.all("filter"));
        if (flags.argument() != null) {
            filters.add("reference", flags.argument());
        }
        Query query = Query.of("/images/json")
                .add(flags.is("all"), "all", "1")
                .add(!filters.isEmpty(), "filters", filters.toString())
                .add(tree, "manifests", "1");
        List<JsonObject> images = JsonObject.objects(session.engine().get(query));
        if (tree) {
            session.out().print(ImageTree.of(session.console(), images, flags.is("all")));
        } else {
            session.out().print(list(images, flags));
        }
        return 0;
    }

    private static void checkTree(Flags flags) {
        for (String other : List.of("quiet", "no-trunc", "digests", "format")) {
            if (flags.is(other) || (other.equals("format") && flags.has(other))) {
                throw new CliException("--" + other + " is not yet supported with --tree");
            }
        }
    }

    static String list(List<JsonObject> images, Flags flags) {
        String format = flags.text("format");
        boolean plain = format.isEmpty() || format.equals("table");
        boolean digests = flags.is("digests") || format.contains("{{.Digest}}");
        List<ImageRow> rows = new ArrayList<>();
        for (JsonObject image : images) {
            ImageRow.addTo(rows, image, digests, !flags.is("no-trunc"));
        }
        if (plain && flags.is("quiet")) {
            StringBuilder ids = new StringBuilder();
            for (ImageRow row : rows) {
                ids.append(row.value("ID")).append('\n');
            }
            return ids.toString();
        }
        Listing listing = digests
                ? listing("Repository", "Tag", "Digest", "ID", "CreatedSince", "Size")
                : listing("Repository", "Tag", "ID", "CreatedSince", "Size");
        return listing.print(format, rows);
    }

    /** A table of images with these columns. */
    static Listing listing(String... columns) {
        return new Listing(HEADERS, List.of(columns));
    }
}
