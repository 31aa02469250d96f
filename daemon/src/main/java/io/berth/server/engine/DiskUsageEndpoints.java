package io.berth.server.engine;

import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.ApiVersion;
import io.berth.server.http.Reply;
import io.berth.server.http.Reply.Piece;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /system/df}: what is taken on disk. All numbers come from the index's snapshot, where each transaction keeps
 * them exact; no file is looked at.
 *
 * <p>Lists and {@code LayersSize} until 1.51; from 1.52 on usage objects with lists in them, and the older members beside
 * them unless {@code verbose} is asked for. The API's change log drops those at 1.53, but engines go on sending them and
 * SDKs (docker-py's {@code df()}) go on reading them.
 */
public final class DiskUsageEndpoints implements Endpoints {
    private enum Kind {
        IMAGE("image", "Images", "ImageUsage"),
        CONTAINER("container", "Containers", "ContainerUsage"),
        VOLUME("volume", "Volumes", "VolumeUsage"),
        BUILD_CACHE("build-cache", "BuildCache", "BuildCacheUsage");

        private final String type;
        private final String list;
        private final String usage;

        Kind(String type, String list, String usage) {
            this.type = type;
            this.list = list;
            this.usage = usage;
        }

        static Kind of(String type) {
            for (Kind kind : values()) {
                if (kind.type.equals(type)) {
                    return kind;
                }
            }
            throw new InvalidParameter("unknown object type: " + type);
        }
    }

    private final Index index;
    private final ImageUsers users;
    private final DiskUsageRows rows;

    public DiskUsageEndpoints(Index index, ImageUsers users) {
        this.index = index;
        this.users = users;
        this.rows = new DiskUsageRows(users);
    }

    @Override
    public void register(Routes routes) {
        routes.get("/system/df", this::usage);
    }

    /** The members of an answer, joined without a copy of the large ones. */
    private static final class Members {
        private static final int SMALL_PIECES = 16;

        private final List<Piece> pieces;

        /** @param piecesExpected of the large ones together */
        Members(int piecesExpected) {
            pieces = new ArrayList<>(piecesExpected + SMALL_PIECES);
        }

        Members put(String name, String value) {
            String separator = pieces.isEmpty() ? "{" : ",";
            pieces.add(Piece.of(separator + '"' + name + "\":" + value));
            return this;
        }

        Members put(String name, List<Piece> value) {
            return put(name, "").add(value);
        }

        /** More of the value that was put last. */
        Members add(List<Piece> more) {
            pieces.addAll(more);
            return this;
        }

        Reply reply() {
            pieces.add(Piece.of("}\n"));
            return new Reply.Bytes(200, Json.CONTENT_TYPE, pieces, Map.of());
        }
    }

    private Reply usage(Request request) {
        ApiVersion version = request.version();
        ImageTable images = index.images();
        Set<Kind> kinds = kinds(request);
        // Rendered once, and shared by both lists.
        List<Piece> list = kinds.contains(Kind.IMAGE) ? rows.array(images.byCreated(), version) : List.of();
        Members members = new Members(2 * list.size());
        if (version.isBefore(52) || !request.flag("verbose")) {
            putLists(members, images, list, kinds, version);
        }
        if (!version.isBefore(52)) {
            putUsage(members, images, list, kinds);
        }
        return members.reply();
    }

    private static Set<Kind> kinds(Request request) {
        List<String> types = request.queries("type");
        if (types.isEmpty() || request.version().isBefore(42)) {
            return EnumSet.allOf(Kind.class);
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        types.forEach(type -> kinds.add(Kind.of(type)));
        return kinds;
    }

    private static void putLists(
            Members members, ImageTable images, List<Piece> list, Set<Kind> kinds, ApiVersion version) {
        boolean old = version.isBefore(40);
        long size = images.totals().size();
        if (kinds.contains(Kind.IMAGE) && (size > 0 || old)) {
            members.put("LayersSize", Long.toString(size));
        }
        for (Kind kind : kinds) {
            switch (kind) {
                case IMAGE -> members.put(kind.list, list);
                case CONTAINER, VOLUME -> members.put(kind.list, "[]");
                case BUILD_CACHE -> members.put(kind.list, old ? "null" : "[]");
            }
        }
        if (old) {
            members.put("BuilderSize", "0");
        }
    }

    private void putUsage(Members members, ImageTable images, List<Piece> list, Set<Kind> kinds) {
        for (Kind kind : kinds) {
            if (kind != Kind.IMAGE) {
                members.put(kind.usage, "{}");
                continue;
            }
            byte[] numbers = Json.bytes(imageUsage(images));
            if (images.byCreated().isEmpty()) {
                members.put(kind.usage, List.of(Piece.of(numbers)));
                continue;
            }
            numbers[0] = ',';
            members.put(kind.usage, "{\"Items\":").add(list).add(List.of(Piece.of(numbers)));
        }
    }

    /**
     * Zeros are left out. What can be reclaimed is all while no image is in use; else what images that are not in use
     * hold alone, since what they share may be shared with one that is.
     */
    private ObjectNode imageUsage(ImageTable images) {
        int active = 0;
        long alone = 0;
        for (Image image : images.byCreated()) {
            if (users.of(image.id()).isEmpty()) {
                alone += image.sizes().unique();
            } else {
                active++;
            }
        }
        ObjectNode usage = Json.object();
        putPositive(usage, "ActiveCount", active);
        putPositive(usage, "Reclaimable", active == 0 ? images.totals().imageSize() : alone);
        putPositive(usage, "TotalCount", images.byCreated().size());
        putPositive(usage, "TotalSize", images.totals().size());
        return usage;
    }

    private static void putPositive(ObjectNode usage, String member, long value) {
        if (value > 0) {
            usage.put(member, value);
        }
    }
}
