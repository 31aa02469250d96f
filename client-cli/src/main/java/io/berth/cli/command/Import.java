package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.image.Reference;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** {@code berth import}: an image of one layer, made of a file system's archive. */
final class Import implements Command {
    private static final String STDIN = "-";

    private final String path;

    Import(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
                        "Import the contents from a tarball to create a filesystem image",
                        1,
                        2,
                        Flag.list('c', "change", "list", "Apply Dockerfile instruction to the created image"),
                        Flag.text('m', "message", "Set commit message for imported image"),
                        Flag.text((char) 0, "platform", "Set platform if server is multi-platform capable"))
                .names("image import", "import");
    }

    @Override
    public int run(Session session, Flags flags) {
        List<String> arguments = flags.arguments();
        String source = arguments.getFirst();
        boolean isAddress = source.startsWith("http://") || source.startsWith("https://");
        Query query = Query.of("/images/create").add("fromSrc", isAddress ? source : STDIN);
        if (arguments.size() > 1) {
            query.add("repo", Reference.parse(arguments.get(1)).toString());
        }
        query.add(flags.has("message"), "message", flags.text("message"));
        flags.all("change").forEach(change -> query.add("changes", change));
        String platform = flags.has("platform")
                ? flags.text("platform")
                : session.console().variable("DOCKER_DEFAULT_PLATFORM");
        query.add(!platform.isEmpty(), "platform", platform.toLowerCase(Locale.ROOT));
        Response response = isAddress ? session.engine().open("POST", query) : send(session, query, source);
        ProgressRows.of(session, false).show(response, _ -> {});
        return 0;
    }

    private static Response send(Session session, Query query, String source) {
        InputStream archive = source.equals(STDIN) ? session.console().in() : SourceFile.open(source);
        try {
            return session.engine().send(query, archive, "Content-Type: application/x-tar");
        } finally {
            SourceFile.close(archive);
        }
    }
}
