package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.image.Reference;
import io.berth.cli.problem.CliException;

/** {@code berth tag}: a name more for an image. */
final class Tag implements Command {
    private final String path;

    Tag(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
                        "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
                        2,
                        2)
                .names("image tag", "tag");
    }

    @Override
    public int run(Session session, Flags flags) {
        String source = flags.arguments().get(0);
        Reference target = target(flags.arguments().get(1));
        session.engine()
                .post(Query.of("/images/")
                        .name(source)
                        .path("/tag")
                        .add("repo", target.familiarName())
                        .add("tag", target.tag()));
        return 0;
    }

    private static Reference target(String name) {
        Reference target;
        try {
            target = Reference.parse(name);
        } catch (CliException e) {
            throw new CliException(
                    "Error parsing reference: \"" + name + "\" is not a valid repository/tag: " + e.text());
        }
        if (!target.digest().isEmpty()) {
            throw new CliException("refusing to create a tag with a digest reference");
        }
        return target.tagged();
    }
}
