package io.berth.server.engine;

import io.berth.image.ImageLister.Listed;
import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.oci.Reference;
import io.berth.server.http.ApiVersion;
import io.berth.server.http.Reply.Piece;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of {@code GET /images/json}. A row in its ordinary form is rendered once for an image and a shape, and kept
 * with the image as bytes: the two shapes asked for last, so that 10,000 images with 20 labels keep 30 MB at most.
 */
final class ImageRows {
    /** The list's members in their order at the newest version, and how older versions differ. */
    private static final Shape SHAPE = new Shape()
            .at(51, row -> row.put("Containers", -1))
            .at(48, row -> row.remove("Descriptor"))
            .at(47, row -> row.remove("Manifests"))
            .at(44, row -> row.set("VirtualSize", row.get("Size")))
            .at(43, ImageRows::nameTheNameless);

    private static final byte[] COUNT = ",{\"Containers\":0,".getBytes(StandardCharsets.UTF_8);

    private final ImageUsers users;

    ImageRows(ImageUsers users) {
        this.users = users;
    }

    /** What a row holds beside its ordinary members. */
    record Options(boolean sharedSize, boolean manifests, boolean identity) {
        static final Options ORDINARY = new Options(false, false, false);
    }

    private static final class Rendered {
        private final int generation;
        private final Piece piece;

        Rendered(int generation, Piece piece) {
            this.generation = generation;
            this.piece = piece;
        }
    }

    /** The shapes of one image that were asked for last. A lost update only costs another rendering. */
    private static final class Kept {
        private volatile @Nullable Rendered latest;
        private volatile @Nullable Rendered earlier;

        @Nullable
        Piece find(int generation) {
            Rendered first = latest;
            if (first != null && first.generation == generation) {
                return first.piece;
            }
            Rendered second = earlier;
            return second != null && second.generation == generation ? second.piece : null;
        }

        void keep(Rendered rendered) {
            earlier = latest;
            latest = rendered;
        }
    }

    /** The row as JSON with a comma before it: a whole array. */
    Piece piece(Listed listed, ApiVersion version, Options options) {
        if (!listed.isWhole() || !options.equals(Options.ORDINARY)) {
            return withComma(node(listed, version, options));
        }
        int generation = SHAPE.generation(version);
        Kept kept = listed.image().derived(Kept.class, Kept.class, _ -> new Kept());
        Piece piece = kept.find(generation);
        if (piece == null) {
            piece = withComma(SHAPE.render(newest(listed, List.of(), options), version));
            kept.keep(new Rendered(generation, piece));
        }
        int containers = users.of(listed.image().id()).size();
        return containers == 0 || version.isBefore(51) ? piece : counted(piece.array(), containers);
    }

    private static Piece withComma(ObjectNode row) {
        byte[] bytes = Json.bytes(row);
        byte[] all = new byte[bytes.length + 1];
        all[0] = ',';
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        return Piece.of(all);
    }

    private static Piece counted(byte[] row, int containers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(row.length + 8);
        out.writeBytes((",{\"Containers\":" + containers + ',').getBytes(StandardCharsets.UTF_8));
        out.write(row, COUNT.length, row.length - COUNT.length);
        return Piece.of(out.toByteArray());
    }

    /** The row as a document, for answers that hold rows among other things. */
    ObjectNode node(Listed listed, ApiVersion version, Options options) {
        List<ImageUsers.User> using = users.of(listed.image().id());
        return SHAPE.render(newest(listed, using, options), version);
    }

    private static ObjectNode newest(Listed listed, List<ImageUsers.User> using, Options options) {
        Image image = listed.image();
        ObjectNode row = Json.object()
                .put("Containers", using.size())
                .put("Created", image.created().getEpochSecond())
                .put("Id", image.id().toString());
        row.set("Labels", DescriptorJson.sorted(image.labels()));
        row.put("ParentId", "");
        row.set("Descriptor", DescriptorJson.of(image.facts().target()));
        if (options.manifests()) {
            row.set("Manifests", ManifestsJson.of(image, using, options.identity()));
        }
        ArrayNode digests = row.putArray("RepoDigests");
        if (!listed.names().isEmpty()) {
            Reference last = listed.names().getLast();
            digests.add(Reference.digested(last.repository(), image.id()).familiar());
        }
        ArrayNode tags = row.putArray("RepoTags");
        listed.names().forEach(name -> tags.add(name.familiar()));
        long shared = image.sizes().size() - image.sizes().unique();
        row.put("SharedSize", options.sharedSize() ? shared : -1);
        row.put("Size", image.sizes().size());
        return row;
    }

    private static void nameTheNameless(ObjectNode row) {
        if (row.path("RepoTags").isEmpty()) {
            row.putArray("RepoTags").add("<none>:<none>");
            row.putArray("RepoDigests").add("<none>@<none>");
        }
    }
}
