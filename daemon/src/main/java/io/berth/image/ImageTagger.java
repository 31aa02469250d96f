package io.berth.image;

import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.List;

/** Gives images names. */
public final class ImageTagger {
    private final Index index;

    public ImageTagger(Index index) {
        this.index = index;
    }

    /**
     * The name that {@code repo} and {@code tag} make together; {@code latest} where neither has a tag, and the tag of its
     * own where both have one.
     *
     * @throws InvalidParameter in the engine's words
     */
    public static Reference target(String repo, String tag) {
        Reference given = Reference.parse(repo);
        if (given.digest() != null) {
            throw new InvalidParameter(Subject.TAG, "cannot import digest reference");
        }
        Reference name = tag.isEmpty() ? given.orLatest() : Reference.tagged(given.repository(), tag);
        if (name.repository().familiar().equals("sha256")) {
            throw new InvalidParameter(
                    Subject.TAG, "refusing to create an ambiguous tag using digest algorithm as name");
        }
        return name;
    }

    /**
     * Points {@code name} to the image that {@code source} means; a name that pointed elsewhere moves.
     *
     * @throws io.berth.problem.Problem.NotFound where there is no such image
     */
    public void tag(String source, Reference name) {
        Image image = ImageResolver.resolve(index.images(), source).image();
        List<Change> steps = new ArrayList<>();
        if (!image.names().contains(name)) {
            steps.add(new Change.PutName(name, image.id(), "tag"));
        }
        steps.add(ImageEvents.tag(image, name));
        index.apply(steps);
    }
}
