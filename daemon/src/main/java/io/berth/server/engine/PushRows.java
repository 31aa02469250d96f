package io.berth.server.engine;

import io.berth.image.PushProgress;
import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** The rows of {@code POST /images/{name}/push}, as dockerd's containerd image store words them. */
final class PushRows implements PushProgress {
    private final ProgressStream stream;

    PushRows(ProgressStream stream) {
        this.stream = stream;
    }

    @Override
    public void pushing(Repository repository) throws IOException {
        stream.message("The push refers to repository [" + repository.canonical() + "]");
    }

    @Override
    public void waiting(Descriptor layer) throws IOException {
        row("Waiting", layer);
    }

    @Override
    public void uploading(Descriptor layer, long current) throws IOException {
        ObjectNode detail = Json.object().put("current", current).put("total", layer.size());
        stream.progress("Pushing", id(layer), detail);
    }

    @Override
    public void pushed(Descriptor layer) throws IOException {
        row("Pushed", layer);
    }

    @Override
    public void present(Descriptor layer) throws IOException {
        row("Layer already exists", layer);
    }

    @Override
    public void mounted(Descriptor layer, Repository from) throws IOException {
        row("Mounted from " + from.path(), layer);
    }

    @Override
    public void pushedInstead(Descriptor index, Descriptor manifest) throws IOException {
        ObjectNode note = Json.object().put("manifestPushedInsteadOfIndex", true);
        note.set("originalIndex", DescriptorJson.of(index));
        note.set("selectedManifest", DescriptorJson.of(manifest));
        stream.note(note);
    }

    @Override
    public void contentMissing(Descriptor target) throws IOException {
        ObjectNode note = Json.object().put("contentMissing", true);
        note.set("desc", DescriptorJson.of(target));
        stream.note(note);
    }

    @Override
    public void referralsLeft(int most) throws IOException {
        stream.message("More than " + most + " artifacts are about this image: the others stay behind");
    }

    @Override
    public void done(Reference reference, Descriptor target) throws IOException {
        if (reference.tag() != null) {
            stream.message(reference.tag() + ": digest: " + target.digest() + " size: " + target.size());
        }
    }

    private void row(String status, Descriptor layer) throws IOException {
        stream.progress(status, id(layer), Json.object());
    }

    private static String id(Descriptor layer) {
        return layer.digest().shortHex();
    }
}
