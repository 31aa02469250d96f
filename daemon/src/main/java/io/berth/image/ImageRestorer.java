package io.berth.image;

import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.oci.Digest;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Brings removed images back while their undo window lasts, each with the names that were taken from it in the time of one
 * window before it went, at once or one by one.
 */
public final class ImageRestorer {
    private static final Pattern ID = Pattern.compile("(?:sha256:)?([a-f0-9]{4,64})");

    private final Index index;

    public ImageRestorer(Index index) {
        this.index = index;
    }

    /** What can be brought back, newest removal first. */
    public List<Index.Removed> removed() {
        return index.removed();
    }

    /**
     * Brings back one removed image, or where no ID is given all that went with the last removal, with those of their names
     * that are free.
     *
     * @param id of one image, from its first four digits on
     * @return the images as they are now
     * @throws NotFound where there is nothing to bring back
     */
    public List<Image> restore(Optional<String> id) {
        return restore(id.map(this::one).orElseGet(this::last));
    }

    /** Brings back all that can be; where a name was taken from several of them, the last one has it. */
    public List<Image> restoreAll() {
        return restore(ids(some()));
    }

    private List<Image> restore(List<Digest> chosen) {
        ImageTable before = index.apply(
                chosen.stream().<Change>map(Change.RestoreImage::new).toList());
        List<Image> restored =
                chosen.stream().map(before::byId).flatMap(Optional::stream).toList();
        List<Change> events = new ArrayList<>();
        restored.forEach(image -> image.names().forEach(name -> events.add(ImageEvents.tag(image, name))));
        if (!events.isEmpty()) {
            index.apply(events);
        }
        return restored;
    }

    private List<Digest> one(String text) {
        var id = ID.matcher(text);
        List<Digest> found = !id.matches()
                ? List.of()
                : index.removed().stream()
                        .map(removed -> removed.facts().id())
                        .filter(digest -> digest.hex().startsWith(id.group(1)))
                        .toList();
        if (found.size() != 1) {
            throw found.isEmpty()
                    ? new NotFound(Subject.IMAGE, "No such removed image: " + text)
                    : new NotFound(Subject.IMAGE, "ambiguous reference");
        }
        return found;
    }

    private List<Digest> last() {
        List<Index.Removed> removed = some();
        return ids(removed.stream()
                .filter(one -> one.at().equals(removed.getFirst().at()))
                .toList());
    }

    private List<Index.Removed> some() {
        List<Index.Removed> removed = index.removed();
        if (removed.isEmpty()) {
            throw new NotFound(Subject.IMAGE, "there is no removed image to bring back");
        }
        return removed;
    }

    private static List<Digest> ids(List<Index.Removed> removed) {
        return removed.stream().map(one -> one.facts().id()).toList();
    }
}
