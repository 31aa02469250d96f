package io.berth.cli.command;

import io.berth.cli.format.Row;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import io.berth.cli.text.Ages;
import io.berth.cli.text.Sizes;
import io.berth.cli.text.Texts;
import io.berth.cli.text.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of the image list: one name of an image, or the image where it has none. */
final class ImageRow extends Row {
    static final String NONE = "<none>";

    private static final String[] NAMES = {
        "Containers",
        "CreatedAt",
        "CreatedSince",
        "Digest",
        "ID",
        "Repository",
        "SharedSize",
        "Size",
        "Tag",
        "UniqueSize",
        "VirtualSize"
    };

    private final JsonObject image;
    private final String repository;
    private final String tag;
    private final String digest;
    private final boolean truncated;

    private ImageRow(JsonObject image, String repository, String tag, String digest, boolean truncated) {
        super(NAMES);
        this.image = image;
        this.repository = repository;
        this.tag = tag;
        this.digest = digest;
        this.truncated = truncated;
    }

    /**
     * One row for each tag; with {@code digests} one for each pair of tag and digest of a
     * repository. A repository known by digest alone has a row without a tag.
     */
    static void addTo(List<ImageRow> rows, JsonObject image, boolean digests, boolean truncated) {
        List<String> tags = image.texts("RepoTags");
        List<String> pinned = image.texts("RepoDigests");
        if (isDangling(tags, pinned)) {
            rows.add(new ImageRow(image, NONE, NONE, NONE, truncated));
            return;
        }
        Map<String, List<String>> byDigest = grouped(digests ? pinned : others(pinned, tags), true);
        for (Map.Entry<String, List<String>> named : grouped(tags, false).entrySet()) {
            List<String> known = byDigest.remove(named.getKey());
            List<String> shown = digests && known != null ? known : List.of(NONE);
            for (String tag : named.getValue()) {
                for (String digest : shown) {
                    rows.add(new ImageRow(image, named.getKey(), tag, digest, truncated));
                }
            }
        }
        for (Map.Entry<String, List<String>> named : byDigest.entrySet()) {
            for (String digest : digests ? named.getValue() : List.of("")) {
                rows.add(new ImageRow(image, named.getKey(), NONE, digest, truncated));
            }
        }
    }

    /** One row for an image, under its first tag. */
    static ImageRow ofUsage(JsonObject image, boolean truncated) {
        List<String> tags = image.texts("RepoTags");
        Map<String, List<String>> first = grouped(tags.isEmpty() ? tags : tags.subList(0, 1), false);
        for (Map.Entry<String, List<String>> named : first.entrySet()) {
            return new ImageRow(image, named.getKey(), named.getValue().getFirst(), "", truncated);
        }
        return new ImageRow(image, NONE, NONE, "", truncated);
    }

    private static boolean isDangling(List<String> tags, List<String> digests) {
        boolean nameless = tags.isEmpty() && digests.isEmpty();
        return nameless || (tags.equals(List.of("<none>:<none>")) && digests.equals(List.of("<none>@<none>")));
    }

    /** Without those of the first tag's repository: to read a digest takes long, and that one makes no row of its own. */
    private static List<String> others(List<String> pinned, List<String> tags) {
        List<String> others = new ArrayList<>();
        for (String name : pinned) {
            String repository = name.substring(0, Math.max(0, name.indexOf('@')));
            if (tags.isEmpty() || !tags.getFirst().startsWith(repository + ":")) {
                others.add(name);
            }
        }
        return others;
    }

    /** The tags or digests of each repository, in the order of the engine's list. */
    private static Map<String, List<String>> grouped(List<String> names, boolean byDigest) {
        Map<String, List<String>> grouped = new LinkedHashMap<>();
        for (String name : names) {
            try {
                Reference reference = Reference.parse(name);
                String version = byDigest ? reference.digest() : reference.tag();
                if (!version.isEmpty()) {
                    grouped.computeIfAbsent(reference.familiarName(), _ -> new ArrayList<>())
                            .add(version);
                }
            } catch (CliException e) {
                // "<none>:<none>" and the like are no names.
            }
        }
        return grouped;
    }

    @Override
    protected String value(String name) {
        return switch (name) {
            case "ID" -> truncated ? Texts.shortId(image.text("Id")) : image.text("Id");
            case "Repository" -> repository;
            case "Tag" -> tag;
            case "Digest" -> digest;
            case "CreatedSince" -> Ages.since(image.number("Created"));
            case "CreatedAt" -> Times.plain(image.number("Created"));
            case "Size" -> Sizes.three(image.number("Size"));
            case "VirtualSize" -> Sizes.human(image.number("Size"));
            case "Containers" -> countOrNone("Containers");
            case "SharedSize" -> sizeOrNone(image.number("SharedSize", -1));
            case "UniqueSize" -> {
                long shared = image.number("SharedSize", -1);
                yield shared < 0 ? "N/A" : sizeOrNone(image.number("Size") - shared);
            }
            default -> "";
        };
    }

    private String countOrNone(String name) {
        long count = image.number(name, -1);
        return count < 0 ? "N/A" : Long.toString(count);
    }

    private static String sizeOrNone(long size) {
        return size < 0 ? "N/A" : Sizes.human(size);
    }

    @Override
    public String typeName() {
        return "*formatter.imageContext";
    }
}
