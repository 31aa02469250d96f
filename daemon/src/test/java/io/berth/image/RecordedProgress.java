package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.util.ArrayList;
import java.util.List;

/** What a pull told, a line each. */
final class RecordedProgress implements PullProgress {
    private final List<String> rows = new ArrayList<>();

    List<String> rows() {
        return rows;
    }

    @Override
    public void pulling(Reference reference) {
        rows.add("pulling " + reference);
    }

    @Override
    public void waiting(Descriptor layer) {
        rows.add("waiting " + layer.digest().shortHex());
    }

    @Override
    public void downloading(Descriptor blob, long current) {
        rows.add("downloading " + blob.digest().shortHex());
    }

    @Override
    public void downloaded(Descriptor blob) {
        rows.add("downloaded " + blob.digest().shortHex());
    }

    @Override
    public void complete(Descriptor layer) {
        rows.add("complete " + layer.digest().shortHex());
    }

    @Override
    public void done(Reference reference, Digest image, boolean newer) {
        rows.add("done " + reference + " " + image.shortHex() + (newer ? " newer" : " present"));
    }
}
