package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the image that a text means: any form of a name, {@code name@digest}, an image ID in full or from its first four
 * digits on, with or without {@code sha256:}, or the full digest of a config. A name wins over an ID that begins alike.
 */
public final class ImageResolver {
    private static final Pattern ID = Pattern.compile("(?:sha256:)?([a-f0-9]{4,64})");
    private static final String PREFIX = "sha256:";

    private ImageResolver() {}

    /**
     * Finds it.
     *
     * @throws InvalidParameter where the text is neither a name nor an ID
     * @throws NotFound where no image is meant by it, or several are
     */
    public static Resolved resolve(ImageTable images, String text) {
        var id = ID.matcher(text);
        if (!id.matches()) {
            return byReference(images, Reference.parse(text));
        }
        String hex = id.group(1);
        if (hex.length() == 64) {
            Digest digest = Digest.parse(PREFIX + hex);
            return images.byId(digest)
                    .or(() -> onlyOne(images.byConfig(digest)))
                    .<Resolved>map(Resolved.ById::new)
                    .orElseThrow(() -> missing(digest.toString()));
        }
        Reference name = Reference.parse(text).orLatest();
        return images.byName(name)
                .<Resolved>map(image -> new Resolved.ByName(image, name))
                .or(() -> onlyOne(images.byPrefix(hex)).map(Resolved.ById::new))
                .orElseThrow(() -> missing(name.familiar()));
    }

    private static Resolved byReference(ImageTable images, Reference reference) {
        Optional<Digest> digest = reference.findDigest();
        if (digest.isPresent()) {
            return images.byId(digest.get())
                    .filter(image -> isNamedIn(image, reference.repository()))
                    .map(image -> new Resolved.ByDigest(image, reference))
                    .orElseThrow(() -> missing(reference.familiar()));
        }
        Reference name = reference.orLatest();
        return images.byName(name)
                .map(image -> new Resolved.ByName(image, name))
                .orElseThrow(() -> missing(name.familiar()));
    }

    private static boolean isNamedIn(Image image, Repository repository) {
        return image.names().stream().anyMatch(name -> name.repository().equals(repository));
    }

    private static Optional<Image> onlyOne(List<Image> found) {
        if (found.size() > 1) {
            throw new NotFound(Subject.IMAGE, "ambiguous reference");
        }
        return found.stream().findFirst();
    }

    static NotFound missing(String name) {
        return new NotFound(Subject.IMAGE, "No such image: " + name);
    }
}
