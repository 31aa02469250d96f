package io.berth.server.engine;

import io.berth.image.ImageLister.Listed;
import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.oci.Reference;
import io.berth.server.http.ApiVersion;
import io.berth.server.http.Reply.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of images in {@code GET /system/df}. They are those of the list with real counts in them; the long middle (labels
 * above all) is taken from the list's rendered rows, so that 10,000 images cost neither copies nor renderings.
 */
final class DiskUsageRows {
    /** From here on a row is made of its own. Names hold no quotes, so the last such text is the member. */
    private static final byte[] TAIL = ",\"RepoDigests\":".getBytes(StandardCharsets.UTF_8);

    private static final Piece OPEN = Piece.of("[");
    private static final Piece CLOSE = Piece.of("]");
    private static final Piece UNUSED = Piece.of(",{\"Containers\":0");
    private static final int PIECES_OF_A_ROW = 3;

    /** The two forms of a row's end, each kept with its image. */
    private enum Tail {
        NEW,
        WITH_VIRTUAL_SIZE;

        static Tail of(ApiVersion version) {
            return version.isBefore(44) ? WITH_VIRTUAL_SIZE : NEW;
        }
    }

    private final ImageRows rows;
    private final ImageUsers users;

    DiskUsageRows(ImageUsers users) {
        this.rows = new ImageRows(users);
        this.users = users;
    }

    /** The rows as a JSON array, in pieces. */
    List<Piece> array(List<Image> images, ApiVersion version) {
        List<Piece> pieces = new ArrayList<>(PIECES_OF_A_ROW * images.size() + 2);
        pieces.add(OPEN);
        for (Image image : images) {
            add(image, version, pieces);
        }
        pieces.add(CLOSE);
        return pieces;
    }

    private void add(Image image, ApiVersion version, List<Piece> pieces) {
        // The list's versions are not those of this answer: it has had a descriptor since 1.40, and keeps it.
        ApiVersion shape = version.isBefore(40) ? version : ApiVersion.NEWEST;
        byte[] listed = rows.bytes(new Listed(image, image.names()), shape, ImageRows.Options.ORDINARY);
        int containers = users.of(image.id()).size();
        boolean first = pieces.size() == 1;
        pieces.add(containers == 0 && !first ? UNUSED : Piece.of((first ? "" : ",") + "{\"Containers\":" + containers));
        pieces.add(new Piece(listed, indexOfComma(listed), lastIndexOf(listed, TAIL) + 1)); // with the comma before it
        byte[] rest = image.derived(Tail.of(version), byte[].class, one -> Json.bytes(tail(one, version)));
        pieces.add(new Piece(rest, 1, rest.length));
    }

    private static ObjectNode tail(Image image, ApiVersion version) {
        ObjectNode tail = Json.object();
        if (image.names().isEmpty()) {
            tail.putNull("RepoDigests").putNull("RepoTags");
        } else {
            Reference last = image.names().getLast();
            tail.putArray("RepoDigests")
                    .add(Reference.digested(last.repository(), image.id()).familiar());
            ArrayNode tags = tail.putArray("RepoTags");
            image.names().forEach(name -> tags.add(name.familiar()));
        }
        tail.put("SharedSize", image.sizes().size() - image.sizes().unique());
        tail.put("Size", image.sizes().size());
        if (Tail.of(version) == Tail.WITH_VIRTUAL_SIZE) {
            tail.put("VirtualSize", image.sizes().size());
        }
        return tail;
    }

    /** The first comma behind the one that the list puts before a row: the end of {@code Containers}. */
    private static int indexOfComma(byte[] row) {
        int at = 1;
        while (row[at] != ',') {
            at++;
        }
        return at;
    }

    private static int lastIndexOf(byte[] row, byte[] text) {
        for (int start = row.length - text.length; start > 0; start--) {
            int same = 0;
            while (same < text.length && row[start + same] == text[same]) {
                same++;
            }
            if (same == text.length) {
                return start;
            }
        }
        throw new IllegalStateException("a row without digests");
    }
}
