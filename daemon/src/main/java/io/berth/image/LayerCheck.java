package io.berth.image;

import io.berth.content.Content;
import io.berth.io.CancelToken;
import io.berth.io.Compression;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the layers of an archive without manifests with the diffIDs of their config: nothing else says that they belong
 * together. A plain layer's digest is its diffID; a packed one is unpacked once more for it, to nowhere.
 */
final class LayerCheck {
    private static final int PIECE = 256 << 10;

    private final Content content;
    private final CancelToken cancel;
    private final Map<Digest, Digest> known = new HashMap<>();

    LayerCheck(Content content, CancelToken cancel) {
        this.content = content;
        this.cancel = cancel;
    }

    /**
     * Checks the layers of one image, of which there are as many as diffIDs.
     *
     * @throws Corrupt for the first that is another
     */
    void check(List<ArchiveFile> layers, List<Digest> diffIds) throws IOException {
        for (int i = 0; i < layers.size(); i++) {
            Digest found = diffId(layers.get(i), diffIds.get(i).algorithm());
            if (!found.equals(diffIds.get(i))) {
                throw new Corrupt(
                        Subject.BLOB,
                        "layer " + layers.get(i).digest() + " has the diffID " + found + ", and its config says "
                                + diffIds.get(i));
            }
        }
    }

    private Digest diffId(ArchiveFile layer, Digest.Algorithm algorithm) throws IOException {
        if (layer.compression() == Compression.NONE && layer.digest().algorithm() == algorithm) {
            return layer.digest();
        }
        Digest before = known.get(layer.digest());
        if (before != null && before.algorithm() == algorithm) {
            return before;
        }
        Digest found;
        try (InputStream unpacked = Compression.unpack(open(layer))) {
            found = hash(unpacked, algorithm);
        }
        known.put(layer.digest(), found);
        return found;
    }

    private InputStream open(ArchiveFile layer) throws IOException {
        byte[] held = layer.bytes();
        return held == null ? Channels.newInputStream(content.open(layer.digest())) : new ByteArrayInputStream(held);
    }

    private Digest hash(InputStream in, Digest.Algorithm algorithm) throws IOException {
        MessageDigest hash = algorithm.hash();
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            if (cancel.isCancelled()) {
                throw PullDownloads.cancelled();
            }
            hash.update(piece, 0, read);
        }
        return Digest.of(algorithm, hash.digest());
    }
}
