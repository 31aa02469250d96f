package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.image.Platform;
import io.berth.cli.problem.CliException;
import java.io.InputStream;
import java.util.List;

/** {@code berth load}: the images of an archive. */
final class Load implements Command {
    private static final int PLATFORM_SINCE = 48;

    private final String path;

    Load(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS]",
                        "Load an image from a tar archive or STDIN",
                        0,
                        0,
                        Flag.text('i', "input", "Read from tar archive file, instead of STDIN"),
                        Flag.list(
                                (char) 0,
                                "platform",
                                "strings",
                                "Load only the given platform(s). Formatted as a comma-separated list of"
                                        + " \"os[/arch[/variant]]\" (e.g., \"linux/amd64,linux/arm64/v8\")"),
                        Flag.toggle('q', "quiet", "Suppress the load output"))
                .names("image load", "load");
    }

    @Override
    public int run(Session session, Flags flags) {
        String input = flags.text("input");
        if (input.isEmpty() && session.console().terminal().isTerminal(0)) {
            throw new CliException("requested load from stdin, but stdin is empty");
        }
        InputStream archive = input.isEmpty() ? session.console().in() : SourceFile.open(input);
        try {
            boolean quiet = flags.is("quiet") || !session.console().isOutTerminal();
            Query query = Query.of("/images/load").add("quiet", quiet ? "1" : "0");
            addPlatforms(session, flags, query);
            Response response = session.engine().send(query, archive, "Content-Type: application/x-tar");
            ProgressRows.of(session, false).show(response, _ -> {});
        } finally {
            SourceFile.close(archive);
        }
        return 0;
    }

    private static void addPlatforms(Session session, Flags flags, Query query) {
        List<String> platforms = flags.all("platform").stream()
                .flatMap(given -> List.of(given.split(",", -1)).stream())
                .map(platform -> Platform.parse(platform).json())
                .toList();
        if (!platforms.isEmpty()) {
            Requires.api(session.engine(), "platform", PLATFORM_SINCE);
            platforms.forEach(platform -> query.add("platform", platform));
        }
    }
}
