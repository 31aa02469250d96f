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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of {@code GET /images/json}. An ordinary row is rendered once for an image, and kept with it as bytes; what
 * older versions have otherwise is kept beside them.
 */
final class ImageRows {
    /** The list's members in their order at the newest version, and how older versions differ. */
    private static final Shape SHAPE = new Shape()
            .at(51, row -> row.put("Containers", -1))
            .at(48, row -> row.remove("Descriptor"))
            .at(47, row -> row.remove("Manifests"))
            .at(44, row -> row.set("VirtualSize", row.get("Size")))
            .at(43, ImageRows::nameTheNameless);

    private static final int NEWEST = SHAPE.generation(ApiVersion.NEWEST);
    private static final byte[] COUNT = ",{\"Containers\":0,".getBytes(StandardCharsets.UTF_8);

    private final ImageUsers users;

    ImageRows(ImageUsers users) {
        this.users = users;
    }

    /** What a row holds beside its ordinary members. */
    record Options(boolean sharedSize, boolean manifests, boolean identity) {
        static final Options ORDINARY = new Options(false, false, false);
    }

    /** The row in the form of the versions from this one on. */
    private record Form(int generation, List<Piece> row) {}

    /** An image's row, and the two older forms of it that were asked for last. A lost update only costs another rendering. */
    private static final class Kept {
        private final RowBytes newest;
        private volatile @Nullable Form latest;
        private volatile @Nullable Form earlier;

        Kept(Image image) {
            this.newest = RowBytes.of(newest(image));
        }

        static Kept of(Image image) {
            return image.derived(Kept.class, Kept.class, Kept::new);
        }

        @Nullable
        List<Piece> find(int generation) {
            Form first = latest;
            if (first != null && first.generation() == generation) {
                return first.row();
            }
            Form second = earlier;
            return second != null && second.generation() == generation ? second.row() : null;
        }

        void keep(Form form) {
            earlier = latest;
            latest = form;
        }
    }

    /** The row as JSON with a comma before it, in pieces. */
    List<Piece> pieces(Listed listed, ApiVersion version, Options options) {
        if (!listed.isWhole() || !options.equals(Options.ORDINARY)) {
            return RowBytes.of(node(listed, version, options)).whole();
        }
        List<Piece> row = kept(listed.image(), version);
        return version.isBefore(51)
                ? row
                : counted(row, users.of(listed.image().id()).size());
    }

    private static List<Piece> kept(Image image, ApiVersion version) {
        Kept kept = Kept.of(image);
        int generation = SHAPE.generation(version);
        if (generation == NEWEST) {
            return kept.newest.whole();
        }
        List<Piece> row = kept.find(generation);
        if (row == null) {
            row = kept.newest.other(newest(image), older(image, version));
            kept.keep(new Form(generation, row));
        }
        return row;
    }

    /** The bytes of an image's ordinary row at the newest version, of which other rows can be made. */
    static RowBytes bytes(Image image) {
        return Kept.of(image).newest;
    }

    /** The ordinary row of an image that nobody uses, as a document. */
    static ObjectNode newest(Image image) {
        return newest(Listed.whole(image), List.of(), Options.ORDINARY);
    }

    /** The same at another version. */
    static ObjectNode older(Image image, ApiVersion version) {
        return SHAPE.render(newest(image), version);
    }

    /** A row that begins with no containers, with so many. */
    static List<Piece> counted(List<Piece> row, int containers) {
        if (containers == 0) {
            return row;
        }
        Piece first = row.getFirst();
        List<Piece> counted = new ArrayList<>(row.size() + 1);
        counted.add(Piece.of(",{\"Containers\":" + containers + ','));
        counted.add(new Piece(first.array(), first.from() + COUNT.length, first.to()));
        counted.addAll(row.subList(1, row.size()));
        return counted;
    }

    private ObjectNode node(Listed listed, ApiVersion version, Options options) {
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
