package io.berth.server.engine;

import io.berth.image.ImageLister.Listed;
import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.oci.Reference;
import io.berth.server.http.ApiVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of images in {@code GET /system/df}. They are those of the list with real counts in them; the long middle (labels
 * above all) is taken from the list's rendered rows, so that 10,000 images cost a copy and not 10,000 renderings.
 */
final class DiskUsageRows {
    /** From here on a row is made of its own. Names hold no quotes, so the last such text is the member. */
    private static final byte[] TAIL = ",\"RepoDigests\":".getBytes(StandardCharsets.UTF_8);

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
    List<byte[]> array(List<Image> images, ApiVersion version) {
        List<byte[]> pieces = new ArrayList<>(images.size() + 2);
        pieces.add(text("["));
        for (Image image : images) {
            pieces.add(row(image, version, pieces.size() > 1 ? "," : ""));
        }
        pieces.add(text("]"));
        return pieces;
    }

    private byte[] row(Image image, ApiVersion version, String separator) {
        // The list's versions are not those of this answer: it has had a descriptor since 1.40, and keeps it.
        ApiVersion shape = version.isBefore(40) ? version : ApiVersion.NEWEST;
        byte[] listed = rows.bytes(new Listed(image, image.names()), shape, ImageRows.Options.ORDINARY);
        int middle = indexOfComma(listed);
        int tail = lastIndexOf(listed, TAIL);
        int containers = users.of(image.id()).size();
        ByteArrayOutputStream out = new ByteArrayOutputStream(listed.length + 64);
        out.writeBytes(text(separator + "{\"Containers\":" + containers));
        out.write(listed, middle, tail - middle);
        out.write(',');
        byte[] rest = image.derived(Tail.of(version), byte[].class, one -> Json.bytes(tail(one, version)));
        out.write(rest, 1, rest.length - 1);
        return out.toByteArray();
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

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
