package io.berth.image;

import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.util.HashMap;
import java.util.Map;

/** The events of images, as clients of the engine know them. */
final class ImageEvents {
    private static final String TYPE = "image";

    private ImageEvents() {}

    /** A name was given; carries the image's labels. */
    static Change tag(Image image, Reference name) {
        return tag(image.id(), image.labels(), name);
    }

    static Change tag(Digest image, Map<String, String> labels, Reference name) {
        Map<String, String> attributes = new HashMap<>(labels);
        attributes.put("name", name.familiar());
        return log("tag", image.toString(), attributes);
    }

    /** It was made of an archive; without labels, as the engine tells it. */
    static Change imported(Digest image) {
        return log("import", image.toString(), Map.of("name", image.toString()));
    }

    /** It was written into an archive; carries the image's labels. */
    static Change save(Image image) {
        Map<String, String> attributes = new HashMap<>(image.labels());
        attributes.put("name", image.id().toString());
        return new Change.Log(new Draft(TYPE, "save", image.id().toString(), attributes));
    }

    /** It was pushed under this name; carries the image's labels. */
    static Change push(Image image, Reference name) {
        Map<String, String> attributes = new HashMap<>(image.labels());
        attributes.put("name", name.repository().familiar());
        return new Change.Log(new Draft(TYPE, "push", name.familiar(), attributes));
    }

    /** It came in an archive; carries the image's labels. */
    static Change load(Digest image, Map<String, String> labels) {
        Map<String, String> attributes = new HashMap<>(labels);
        attributes.put("name", image.toString());
        return log("load", image.toString(), attributes);
    }

    static Change untag(Digest image, Reference name) {
        return log("untag", image.toString(), Map.of("name", name.familiar()));
    }

    static Change delete(Digest image) {
        return delete(image, image.toString());
    }

    /** The image went together with this name of it. */
    static Change delete(Digest image, String name) {
        return log("delete", image.toString(), Map.of("name", name));
    }

    /** A prune ended; {@code reclaimed} is in bytes. */
    static Change prune(long reclaimed) {
        return log("prune", "", Map.of("reclaimed", Long.toString(reclaimed)));
    }

    private static Change log(String action, String actor, Map<String, String> attributes) {
        return new Change.Log(new Draft(TYPE, action, actor, attributes));
    }
}
