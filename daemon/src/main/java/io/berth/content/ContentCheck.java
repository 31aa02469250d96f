package io.berth.content;

import io.berth.index.Index.BlobRow;
import io.berth.index.IndexCheck;
import io.berth.index.UploadLedger.UploadRow;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares a whole store, index and files, with itself. Nothing may be changing it meanwhile. */
public final class ContentCheck {
    private final Layout layout;
    private final Disk disk = Disk.REAL;
    private final List<String> faults = new ArrayList<>();

    private ContentCheck(Path dataRoot) {
        this.layout = Layout.below(dataRoot);
    }

    /** What is wrong, in words; empty for a sound store. Reads every byte of every blob. */
    public static List<String> faults(Path dataRoot) throws IOException {
        ContentCheck check = new ContentCheck(dataRoot);
        try (IndexCheck index = IndexCheck.open(dataRoot)) {
            check.faults.addAll(index.faults());
            check.faults.addAll(index.incomplete());
            List<BlobRow> rows = index.blobs();
            for (BlobRow row : rows) {
                if (row.isLive()) {
                    check.blob(row);
                }
            }
            check.strays(rows, index.ingests(), index.uploads());
        }
        return check.faults;
    }

    private void blob(BlobRow row) throws IOException {
        Optional<Disk.Stat> stat = disk.stat(layout.blob(row.digest()));
        if (stat.isEmpty()) {
            faults.add("blob " + row.digest() + " is live and has no file");
        } else if (!stat.get().equals(new Disk.Stat(row.size(), row.alloc()))) {
            faults.add("blob " + row.digest() + ": " + stat.get() + " on disk, " + row + " in the index");
        } else if (!hash(row).equals(row.digest())) {
            faults.add("blob " + row.digest() + " has other bytes");
        }
    }

    private Digest hash(BlobRow row) throws IOException {
        try (FileChannel channel = disk.read(layout.blob(row.digest()))) {
            Digest.Algorithm algorithm = row.digest().algorithm();
            return Digest.of(
                    algorithm, Rehash.hash(channel, algorithm, row.size()).digest());
        }
    }

    private void strays(List<BlobRow> rows, Set<Digest> ingests, List<UploadRow> uploads) throws IOException {
        Set<Path> known = new HashSet<>();
        rows.forEach(row -> known.add(layout.blob(row.digest())));
        for (Digest digest : ingests) {
            known.add(layout.blob(digest)); // between its rename and its change
            known.add(layout.ingest(digest));
            known.add(layout.put(digest));
        }
        for (UploadRow upload : uploads) {
            known.add(layout.upload(upload.id()));
            if (upload.digest() != null) {
                known.add(layout.blob(upload.digest()));
            }
        }
        List<Path> found = new ArrayList<>(disk.list(layout.ingests()));
        found.addAll(disk.list(layout.uploads()));
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            found.addAll(disk.list(layout.blobs(algorithm)));
        }
        found.stream().filter(file -> !known.contains(file)).forEach(file -> faults.add("stray file " + file));
    }
}
