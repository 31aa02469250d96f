package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Removes the images that nothing uses. One prune runs at a time. */
public final class ImagePruner {
    private final Index index;
    private final Content content;
    private final ImageUsers users;
    private final Duration undo;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Makes a pruner.
     *
     * @param undo how long a pruned image can be brought back, in which time its bytes stay; zero: not at all
     */
    public ImagePruner(Index index, Content content, ImageUsers users, Duration undo) {
        this.index = index;
        this.content = content;
        this.users = users;
        this.undo = undo;
    }

    /**
     * What a prune did or would do.
     *
     * @param spaceReclaimed bytes of the blobs that go from the disk
     */
    public record Pruned(List<Removed> rows, long spaceReclaimed) {
        public Pruned {
            rows = List.copyOf(rows);
        }
    }

    /** What {@link #prune} with this filter would answer now. Changes nothing. */
    public Pruned preview(ImageFilter filter) {
        return answer(plan(filter));
    }

    /**
     * Removes the images that the filter lets through and no container uses, with all their names, in one change.
     *
     * @throws Conflict while another prune runs
     */
    public Pruned prune(ImageFilter filter) {
        if (!running.compareAndSet(false, true)) {
            throw new Conflict(Subject.IMAGE, "a prune operation is already running");
        }
        try {
            PrunePlan plan = plan(filter);
            Pruned pruned = answer(plan);
            index.apply(changes(plan, pruned.spaceReclaimed()));
            if (!plan.images().isEmpty()) {
                ImageRemover.sweep(content);
            }
            return pruned;
        } finally {
            running.set(false);
        }
    }

    /**
     * Takes names from an image, and removes it where {@code whole}, in one change; its blobs go with the next sweep.
     *
     * @param cause why, for the names' history
     * @return false where nothing was done, because the image went, got another name, or is in use by now
     */
    public boolean drop(Digest id, List<Reference> names, boolean whole, String cause) {
        if (!users.of(id).isEmpty()) {
            return false;
        }
        List<Change> changes = new ArrayList<>();
        for (Reference name : names) {
            changes.add(new Change.DropName(name, cause));
            changes.add(ImageEvents.untag(id, name));
        }
        if (whole) {
            changes.add(new Change.DropImage(id, undo));
            changes.add(ImageEvents.delete(id));
        }
        try {
            index.apply(changes);
            return true;
        } catch (Conflict | NotFound _) {
            return false;
        }
    }

    /** How long a removed image can be brought back. */
    public Duration undo() {
        return undo;
    }

    private PrunePlan plan(ImageFilter filter) {
        ImageTable images = index.images();
        Predicate<Image> fits = filter.against(images);
        List<Image> going = images.byCreated().stream()
                .filter(fits)
                .filter(image -> users.of(image.id()).isEmpty())
                .toList();
        return PrunePlan.of(images.byCreated(), going, heldElsewhere(going));
    }

    /** What the undo window holds: removed images, and these ones as well where there is such a window. */
    private Set<Digest> heldElsewhere(List<Image> going) {
        Set<Digest> held = new HashSet<>();
        if (undo.isPositive()) {
            going.forEach(image -> held.addAll(image.facts().closure()));
        }
        index.removed().forEach(removed -> held.addAll(removed.facts().closure()));
        return held;
    }

    private Pruned answer(PrunePlan plan) {
        long bytes = 0;
        for (Digest blob : plan.freed()) {
            bytes += index.blob(blob).map(Index.BlobRow::size).orElse(0L);
        }
        return new Pruned(plan.rows(), bytes);
    }

    private List<Change> changes(PrunePlan plan, long reclaimed) {
        List<Change> changes = new ArrayList<>();
        for (Image image : plan.images()) {
            image.names().forEach(name -> {
                changes.add(new Change.DropName(name, "prune"));
                changes.add(ImageEvents.untag(image.id(), name));
            });
            changes.add(new Change.DropImage(image.id(), undo));
            changes.add(ImageEvents.delete(image.id(), lastName(image)));
        }
        changes.add(ImageEvents.prune(reclaimed));
        return changes;
    }

    private static String lastName(Image image) {
        return image.names().isEmpty()
                ? image.id().toString()
                : image.names().getLast().familiar();
    }
}
