package io.berth.server.engine;

import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.server.http.ApiVersion;
import io.berth.server.http.Reply.Piece;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of images in {@code GET /system/df}. They are those of the list with real counts in them, and made of the list's
 * rendered rows, so that 10,000 images cost neither copies nor renderings.
 */
final class DiskUsageRows {
    private static final int PIECES_OF_A_ROW = 3;

    private final ImageUsers users;

    /** The forms of a row; each that was asked for is kept with its image. */
    private enum Form {
        OLD,
        WITH_VIRTUAL_SIZE,
        NEW;

        static Form of(ApiVersion version) {
            return version.isBefore(40) ? OLD : version.isBefore(44) ? WITH_VIRTUAL_SIZE : NEW;
        }
    }

    private record Kept(List<Piece> row) {}

    DiskUsageRows(ImageUsers users) {
        this.users = users;
    }

    /** The rows as a JSON array, in pieces. */
    List<Piece> array(List<Image> images, ApiVersion version) {
        RowArray array = new RowArray(PIECES_OF_A_ROW * images.size());
        Form form = Form.of(version);
        for (Image image : images) {
            List<Piece> row = image.derived(form, Kept.class, one -> kept(one, form, version))
                    .row();
            array.add(ImageRows.counted(row, users.of(image.id()).size()));
        }
        return array.end("]");
    }

    private static Kept kept(Image image, Form form, ApiVersion version) {
        // The list's versions are not those of this answer: it has had a descriptor since 1.40, and keeps it.
        ObjectNode row = form == Form.OLD ? ImageRows.older(image, version) : ImageRows.newest(image);
        row.put("Containers", 0);
        if (image.names().isEmpty()) {
            row.putNull("RepoDigests").putNull("RepoTags");
        }
        row.put("SharedSize", image.sizes().size() - image.sizes().unique());
        if (form == Form.WITH_VIRTUAL_SIZE) {
            row.put("VirtualSize", image.sizes().size());
        }
        return new Kept(ImageRows.bytes(image).other(ImageRows.newest(image), row));
    }
}
