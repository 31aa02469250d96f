package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.image.Credentials;
import io.berth.cli.image.Reference;
import io.berth.cli.problem.CliException;
import java.util.List;
import java.util.Locale;

/** {@code berth pull}: an image, or every tag of a repository, with the engine's progress. */
final class Pull implements Command {
    private final String path;

    Pull(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] NAME[:TAG|@DIGEST]",
                        "Download an image from a registry",
                        1,
                        1,
                        Flag.toggle('a', "all-tags", "Download all tagged images in the repository"),
                        Flag.toggle((char) 0, "disable-content-trust", "Skip image verification")
                                .standard("true"),
                        Flag.toggle(
                                (char) 0, "all-platforms", "Download the image for all platforms that it is made for"),
                        Flag.text((char) 0, "limit-rate", "Bytes a second that the pull may take (500k, 10m)"),
                        Flag.list(
                                (char) 0,
                                "platform",
                                "string",
                                "Set platform if server is multi-platform capable; may be repeated"),
                        Flag.toggle('q', "quiet", "Suppress verbose output"))
                .names("image pull", "pull");
    }

    @Override
    public int run(Session session, Flags flags) {
        Named named = Named.of(session, flags);
        Reference reference = named.reference();
        Query query = Query.of("/images/create").add("fromImage", reference.familiarName());
        addPlatforms(query, flags, session.console().variable("DOCKER_DEFAULT_PLATFORM"));
        query.add(!named.all(), "tag", reference.tagOrDigest())
                .add(flags.has("limit-rate"), "limit-rate", flags.text("limit-rate"));
        String credentials = Credentials.of(session.console().environment()).header(reference.domain());
        Response response = credentials.isEmpty()
                ? session.engine().open("POST", query)
                : session.engine().open("POST", query, "X-Registry-Auth: " + credentials);
        ProgressRows.of(session, flags.is("quiet")).show(response, _ -> {});
        session.out().line(reference.toString());
        return 0;
    }

    private static void addPlatforms(Query query, Flags flags, String standard) {
        if (flags.is("all-platforms")) {
            if (flags.has("platform")) {
                throw new CliException("--platform can't be used with --all-platforms");
            }
            query.add("all-platforms", "1");
            return;
        }
        List<String> platforms = flags.has("platform") ? flags.all("platform") : List.of(standard);
        for (String platform : platforms) {
            query.add(!platform.isEmpty(), "platform", platform.toLowerCase(Locale.ROOT));
        }
    }
}
