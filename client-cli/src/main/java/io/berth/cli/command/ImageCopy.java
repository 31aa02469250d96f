package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.image.Reference;
import java.util.List;

/** {@code berth image copy}: from registry to registry, without keeping anything here. */
final class ImageCopy implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "image copy",
                "[OPTIONS] SOURCE[:TAG|@DIGEST] TARGET[:TAG]",
                "Copy an image from one registry to another",
                2,
                2,
                Flag.text((char) 0, "limit-rate", "Bytes a second that the copy may take (500k, 10m)"),
                Flag.text((char) 0, "platform", "Copy the manifest for this platform alone (os[/arch[/variant]])"),
                Flag.toggle('q', "quiet", "Suppress verbose output"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Reference from = Reference.parse(flags.arguments().get(0)).tagged();
        Reference to = Reference.parse(flags.arguments().get(1));
        boolean quiet = flags.is("quiet");
        Query query = Query.of("/berth/copy")
                .add("from", from.toString())
                .add("to", to.toString())
                .add(flags.has("platform"), "platform", flags.text("platform"))
                .add(flags.has("limit-rate"), "limit-rate", flags.text("limit-rate"));
        String[] credentials = session.registryConfig(List.of(from.domain(), to.domain()));
        ProgressRows.of(session, quiet).show(session.engine().open("POST", query, credentials), _ -> {});
        if (quiet) {
            session.out().line(to.toString());
        }
        return 0;
    }
}
