package io.berth.image;

import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Subject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What names pointed to in the past, and the way back. */
public final class NameLog {
    private final Index index;

    public NameLog(Index index) {
        this.index = index;
    }

    /**
     * A name that was pointed back.
     *
     * @param from what it pointed to until now; null where it was gone
     */
    public record RolledBack(Reference name, @Nullable Digest from, Digest to) {}

    /**
     * The history of a name, newest first.
     *
     * @throws io.berth.problem.Problem.NotFound where the name never pointed to anything
     */
    public List<Index.NameEntry> of(Reference name) {
        List<Index.NameEntry> entries = index.nameHistory(name);
        if (entries.isEmpty()) {
            throw ImageResolver.missing(name.familiar());
        }
        return entries;
    }

    /**
     * Points the name to the image that it pointed to before; from there once more is forth again. An image in its undo
     * window is brought back for it.
     *
     * @throws io.berth.problem.Problem.NotFound where the name never pointed to anything
     * @throws Conflict where it never pointed to anything else, or that image is gone
     */
    public RolledBack rollback(Reference name) {
        List<Index.NameEntry> entries = of(name);
        ImageTable images = index.images();
        Digest from = images.byName(name).map(Image::id).orElse(null);
        Digest to = entries.stream()
                .map(Index.NameEntry::digest)
                .filter(digest -> digest != null && !Objects.equals(digest, from))
                .findFirst()
                .orElseThrow(() -> new Conflict(Subject.TAG, name.familiar() + " has never pointed to another image"));
        Optional<Image> present = images.byId(to);
        if (present.isEmpty()) {
            bringBack(name, to);
        }
        Image image = index.images().byId(to).orElseThrow(() -> gone(name, to));
        index.apply(List.of(new Change.PutName(name, to, "rollback"), ImageEvents.tag(image, name)));
        return new RolledBack(name, from, to);
    }

    private void bringBack(Reference name, Digest to) {
        if (index.removed().stream().noneMatch(removed -> removed.facts().id().equals(to))) {
            throw gone(name, to);
        }
        index.apply(List.of(new Change.RestoreImage(to)));
    }

    private static Conflict gone(Reference name, Digest to) {
        return new Conflict(Subject.TAG, "image " + to + ", to which " + name.familiar() + " pointed before, is gone");
    }
}
