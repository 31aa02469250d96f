package io.berth.server.engine;

import io.berth.image.PullProgress;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** The rows of {@code POST /images/create}, as dockerd's containerd image store words them. */
final class PullRows implements PullProgress {
    private final ProgressStream stream;

    PullRows(ProgressStream stream) {
        this.stream = stream;
    }

    @Override
    public void pulling(Reference reference) throws IOException {
        String id = reference.tag() == null ? reference.toString() : reference.tag();
        stream.message("Pulling from " + reference.repository().path(), id);
    }

    @Override
    public void waiting(Descriptor layer) throws IOException {
        stream.progress("Pulling fs layer", id(layer), Json.object());
    }

    @Override
    public void downloading(Descriptor blob, long current) throws IOException {
        if (isShown(blob)) {
            ObjectNode detail = Json.object().put("current", current).put("total", blob.size());
            stream.progress("Downloading", id(blob), detail);
        }
    }

    @Override
    public void downloaded(Descriptor blob) throws IOException {
        if (isShown(blob)) {
            stream.progress("Download complete", id(blob), hideCounts());
        }
    }

    @Override
    public void complete(Descriptor layer) throws IOException {
        stream.progress("Pull complete", id(layer), hideCounts());
    }

    @Override
    public void done(Reference reference, Digest image, boolean newer) throws IOException {
        stream.message("Digest: " + image);
        String what = newer ? "Downloaded newer image for " : "Image is up to date for ";
        stream.message("Status: " + what + reference.familiar());
    }

    /** Configs of images come without a row. */
    private static boolean isShown(Descriptor blob) {
        return !MediaTypes.isImageConfig(blob.mediaType());
    }

    private static ObjectNode hideCounts() {
        return Json.object().put("hidecounts", true);
    }

    private static String id(Descriptor blob) {
        return blob.digest().shortHex();
    }
}
