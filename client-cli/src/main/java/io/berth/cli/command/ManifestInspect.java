package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.EngineException;
import io.berth.cli.http.Query;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonIndent;
import io.berth.cli.problem.CliException;
import java.nio.charset.StandardCharsets;

/** {@code berth manifest inspect}: the document that a registry has under a name, as it is there. */
final class ManifestInspect implements Command {
    private static final String INDENT = "   ";

    @Override
    public Spec spec() {
        return Spec.of(
                "manifest inspect",
                "[OPTIONS] MANIFEST",
                "Display an image manifest, or manifest list",
                1,
                1,
                Flag.toggle(
                        (char) 0,
                        "insecure",
                        "Taken from docker's command line; the daemon knows which registries are"),
                Flag.toggle('v', "verbose", "Output additional info: what the name points to, and the platforms"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Reference reference = Reference.parse(flags.arguments().getFirst()).tagged();
        String[] auth = session.registryAuth(reference.domain());
        try {
            byte[] bytes = flags.is("verbose")
                    ? session.engine()
                            .bytes(
                                    Query.of("/distribution/")
                                            .name(reference.toString())
                                            .path("/json"),
                                    auth)
                    : session.engine().bytes(Query.of("/berth/manifests/").name(reference.toString()), auth);
            session.out().line(JsonIndent.indent(new String(bytes, StandardCharsets.UTF_8).strip(), INDENT));
        } catch (EngineException e) {
            if (e.status() == 404) {
                throw new CliException("no such manifest: " + flags.arguments().getFirst());
            }
            throw e;
        }
        return 0;
    }
}
