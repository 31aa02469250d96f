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
        byte[] listed = rows.piece(Listed.whole(image), shape, ImageRows.Options.ORDINARY)
                .array();
        int containers = users.of(image.id()).size();
        boolean first = pieces.size() == 1;
        pieces.add(containers == 0 && !first ? UNUSED : Piece.of((first ? "" : ",") + "{\"Containers\":" + containers));
        pieces.add(new Piece(listed, indexOfComma(listed), lastIndexOf(listed, TAIL) + 1)); // with the comma before it
        pieces.add(image.derived(Tail.of(version), Piece.class, one -> rest(one, version)));
    }

    /** The row's end without the brace before it. */
    private static Piece rest(Image image, ApiVersion version) {
        byte[] tail = Json.bytes(tail(image, version));
        return new Piece(tail, 1, tail.length);
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
