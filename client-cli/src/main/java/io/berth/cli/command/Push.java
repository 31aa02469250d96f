package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.image.Platform;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;

/** {@code berth push}: an image, or every tag of a repository, with the engine's progress. */
final class Push implements Command {
    private static final int PLATFORM_SINCE = 46;

    private final String path;

    Push(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] NAME[:TAG]",
                        "Upload an image to a registry",
                        1,
                        1,
                        Flag.toggle('a', "all-tags", "Push all tags of an image to the repository"),
                        Flag.toggle((char) 0, "disable-content-trust", "Skip image signing")
                                .standard("true"),
                        Flag.text((char) 0, "limit-rate", "Bytes a second that the push may take (500k, 10m)"),
                        Flag.text(
                                (char) 0,
                                "platform",
                                "Push a platform-specific manifest as a single-platform image to the registry"
                                        + " (os[/arch[/variant]])"),
                        Flag.toggle('q', "quiet", "Suppress verbose output"))
                .names("image push", "push");
    }

    @Override
    public int run(Session session, Flags flags) {
        Named named = Named.of(session, flags);
        boolean all = named.all();
        boolean quiet = flags.is("quiet");
        Reference reference = named.reference();
        if (!reference.digest().isEmpty()) {
            throw new CliException("cannot push a digest reference");
        }
        Query query = Query.of("/images/").name(reference.familiarName()).path("/push");
        query.add(!all, "tag", reference.tag()).add(flags.has("limit-rate"), "limit-rate", flags.text("limit-rate"));
        if (flags.has("platform")) {
            Requires.api(session.engine(), "platform", PLATFORM_SINCE);
            query.add("platform", Platform.parse(flags.text("platform")).json());
        }
        String[] auth = session.registryAuth(reference.domain());
        String[] headers = auth.length > 0 ? auth : new String[] {"X-Registry-Auth: e30="}; // old engines want one
        ProgressRows.of(session, quiet).show(session.engine().open("POST", query, headers), row -> note(session, row));
        if (quiet) {
            session.out().line(reference.familiarName() + (all ? "" : ":" + reference.tag()));
        }
        return 0;
    }

    /** What an engine did otherwise than it was asked to. */
    private static void note(Session session, JsonObject row) {
        JsonObject aux = row.object("aux");
        if (aux.flag("manifestPushedInsteadOfIndex")) {
            session.err()
                    .line("Not all platforms of the image are here: in place of its index "
                            + aux.object("originalIndex").text("digest") + " the one manifest that is here was pushed, "
                            + aux.object("selectedManifest").text("digest"));
        }
        if (aux.flag("contentMissing")) {
            session.err()
                    .line(
                            "Content that the image points to is neither here nor at the registry. Pull the image for all its"
                                    + " platforms, or push one with --platform.");
        }
    }
}
