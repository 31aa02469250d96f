package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes names and images, as {@link RemovalPlan} decides. */
public final class ImageRemover {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRemover.class);

    private final Index index;
    private final Content content;
    private final ImageUsers users;
    private final Duration undo;
    private final PlatformRemoval platforms;

    /**
     * Makes a remover.
     *
     * @param undo how long a removed image can be brought back; zero: not at all
     */
    public ImageRemover(Index index, Content content, ImageUsers users, Duration undo) {
        this.index = index;
        this.content = content;
        this.users = users;
        this.undo = undo;
        this.platforms = new PlatformRemoval(content);
    }

    /**
     * Removes what the name means: all of it in one change, or nothing.
     *
     * @return what went, in the engine's order
     * @throws io.berth.problem.Problem.NotFound where there is no such image or platform
     * @throws Conflict where it is in use
     */
    public List<Removed> remove(String name, RemoveOptions options) throws IOException {
        if (name.isBlank()) {
            throw new InvalidParameter(Subject.IMAGE, "image name cannot be blank");
        }
        if (!options.platforms().isEmpty() && !options.force()) {
            throw new InvalidParameter(
                    Subject.IMAGE,
                    "Content will be removed from all images referencing this variant. Use —-force to force delete.");
        }
        List<Removed> removed =
                options.platforms().isEmpty() ? removeWhole(name, options.force(), 1) : removePlatforms(name, options);
        sweep(content);
        return removed;
    }

    private List<Removed> removeWhole(String name, boolean force, int attempt) {
        ImageTable images = index.images();
        Resolved resolved = ImageResolver.resolve(images, name);
        Digest id = resolved.image().id();
        RemovalPlan plan = RemovalPlan.of(resolved, users.of(id), force);
        try {
            index.apply(changes(id, plan));
        } catch (Conflict e) {
            if (attempt == Limits.REMOVAL_PLANS_MAX) {
                throw e;
            }
            return removeWhole(name, force, attempt + 1);
        }
        return plan.steps().stream()
                .<Removed>map(step -> switch (step) {
                    case RemovalPlan.Step.Untag(Reference gone, String _) -> new Removed.Untagged(gone.familiar());
                    case RemovalPlan.Step.Delete(Digest gone, String _) -> new Removed.Deleted(gone);
                })
                .toList();
    }

    private List<Change> changes(Digest id, RemovalPlan plan) {
        List<Change> changes = new ArrayList<>();
        for (RemovalPlan.Step step : plan.steps()) {
            switch (step) {
                case RemovalPlan.Step.Untag(Reference name, String _) -> {
                    changes.add(new Change.DropName(name, "rmi"));
                    changes.add(ImageEvents.untag(id, name));
                }
                case RemovalPlan.Step.Delete(Digest image, String _) -> {
                    changes.add(new Change.DropImage(image, undo));
                    changes.add(ImageEvents.delete(image));
                }
            }
        }
        return changes;
    }

    private List<Removed> removePlatforms(String name, RemoveOptions options) throws IOException {
        Resolved resolved = ImageResolver.resolve(index.images(), name);
        Image image = resolved.image();
        List<ManifestFacts> manifests =
                PlatformRemoval.manifests(image, options.platforms(), shownName(resolved, name));
        Set<Digest> going =
                manifests.stream().map(one -> one.descriptor().digest()).collect(Collectors.toSet());
        if (going.contains(image.id())) {
            return removeWhole(image.id().toString(), true, 1);
        }
        UnaryOperator<ImageFacts> rest = platforms.without(image.facts(), going);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutImage(image.id(), present -> rest.apply(present == null ? image.facts() : present)));
        going.forEach(one -> changes.add(ImageEvents.delete(one)));
        index.apply(changes);
        return manifests.stream()
                .<Removed>map(one -> new Removed.Deleted(one.descriptor().digest()))
                .toList();
    }

    /** The image as platform messages name it: its name in full where it was named, else as the request wrote it. */
    static String shownName(Resolved resolved, String asked) {
        return switch (resolved) {
            case Resolved.ById _ -> asked;
            case Resolved.ByName(Image _, Reference name) -> name.familiar();
            case Resolved.ByDigest(Image _, Reference reference) -> reference.familiar();
        };
    }

    /** Frees what nobody holds any more; the removal itself is done, so that a failure here is only told to the log. */
    static void sweep(Content content) {
        try {
            content.sweep();
        } catch (IOException e) {
            LOG.warn("blobs that nobody holds could not be deleted now", e);
        }
    }
}
