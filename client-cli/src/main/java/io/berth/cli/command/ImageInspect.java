package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Help;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.image.Platform;

/** {@code berth image inspect}: all that the engine knows of images. */
final class ImageInspect implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "image inspect",
                "[OPTIONS] IMAGE [IMAGE...]",
                "Display detailed information on one or more images",
                1,
                Spec.MANY,
                Flag.text('f', "format", Help.FORMAT_USAGE),
                Flag.text(
                        (char) 0,
                        "platform",
                        "Inspect a specific platform of the multi-platform image.\nIf the image or the server is not"
                                + " multi-platform capable, the command will error out if the platform does not"
                                + " match.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)"));
    }

    @Override
    public int run(Session session, Flags flags) {
        String platform =
                flags.has("platform") ? Platform.parse(flags.text("platform")).json() : "";
        if (!platform.isEmpty()) {
            Requires.api(session.engine(), "platform", 49);
        }
        return new Inspection(session, flags.text("format")).run(flags.arguments(), name -> {
            Query query = Query.of("/images/").name(name).path("/json").add(!platform.isEmpty(), "platform", platform);
            return new Inspection.Found(session.engine().bytes(query), ImageType.IMAGE);
        });
    }
}
