package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.List;

/** What a push told, a line each, without what depends on speed. */
final class RecordedPush implements PushProgress {
    private final List<String> rows = new ArrayList<>();

    List<String> rows() {
        return rows;
    }

    @Override
    public void pushing(Repository repository) {
        rows.add("pushing " + repository.path());
    }

    @Override
    public void waiting(Descriptor layer) {}

    @Override
    public void uploading(Descriptor layer, long current) {}

    @Override
    public void pushed(Descriptor layer) {
        rows.add("pushed " + layer.digest().shortHex());
    }

    @Override
    public void present(Descriptor layer) {
        rows.add("present " + layer.digest().shortHex());
    }

    @Override
    public void mounted(Descriptor layer, Repository from) {
        rows.add("mounted " + layer.digest().shortHex() + " from " + from.path());
    }

    @Override
    public void pushedInstead(Descriptor index, Descriptor manifest) {
        rows.add("instead of " + index.digest().shortHex() + " "
                + manifest.digest().shortHex());
    }

    @Override
    public void contentMissing(Descriptor target) {
        rows.add("missing of " + target.digest().shortHex());
    }

    @Override
    public void referralsLeft(int most) {
        rows.add("more than " + most);
    }

    @Override
    public void done(Reference reference, Descriptor target) {
        rows.add("done " + reference.tag() + " " + target.digest().shortHex());
    }
}
