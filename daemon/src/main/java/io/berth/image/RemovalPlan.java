package io.berth.image;

import io.berth.index.Image;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a removal comes to: its steps in the order in which they are answered. A pure function of the image, the way it
 * was named, who uses it, and the options.
 *
 * <p>By a name that is not the image's only one, that name goes and the image stays. By its last name, or by its ID, the
 * image goes, unless a container uses it or several names do; force overrules all of that but a running container when
 * the image was named by its ID. A container keeps its image: forced by its last name only the name goes.
 */
public record RemovalPlan(List<Step> steps) {
    public RemovalPlan {
        steps = List.copyOf(steps);
    }

    /** One step, with the reason for it in words. */
    public sealed interface Step {
        String reason();

        /** A name goes. */
        record Untag(Reference name, String reason) implements Step {}

        /** The image goes, once no name is left. */
        record Delete(Digest image, String reason) implements Step {}
    }

    /**
     * Makes the plan.
     *
     * @throws Conflict in the engine's words, where it must not be done, or not without force
     */
    public static RemovalPlan of(Resolved resolved, List<ImageUsers.User> users, boolean force) {
        Image image = resolved.image();
        return switch (resolved) {
            case Resolved.ById _ -> whole(image, users, force, force);
            case Resolved.ByDigest(Image _, Reference reference) -> {
                List<Reference> same = image.names().stream()
                        .filter(name -> name.repository().equals(reference.repository()))
                        .toList();
                yield same.size() < image.names().size()
                        ? untag(same, "other repositories name the image")
                        : whole(image, users, force, true);
            }
            case Resolved.ByName(Image _, Reference name) -> {
                List<Reference> same = sameAs(name, image);
                yield same.size() < image.names().size()
                        ? untag(same, "other names of the image stay")
                        : lastName(image, name, users, force);
            }
        };
    }

    /**
     * The names that go with this one: itself, and where its repository has no other tag, also the digests by which the
     * image was pulled from there.
     */
    private static List<Reference> sameAs(Reference name, Image image) {
        List<Reference> inRepository =
                image.names().stream().filter(in(name.repository())).toList();
        boolean onlyTag = inRepository.stream().allMatch(other -> other.equals(name) || other.tag() == null);
        return onlyTag ? inRepository : List.of(name);
    }

    private static java.util.function.Predicate<Reference> in(Repository repository) {
        return name -> name.repository().equals(repository);
    }

    private static RemovalPlan untag(List<Reference> names, String reason) {
        return new RemovalPlan(
                names.stream().<Step>map(name -> new Step.Untag(name, reason)).toList());
    }

    private static RemovalPlan lastName(Image image, Reference name, List<ImageUsers.User> users, boolean force) {
        Optional<ImageUsers.User> user = users.stream().findFirst();
        if (user.isEmpty()) {
            return whole(image, users, force, true);
        }
        if (!force) {
            throw conflict(
                    name.familiar(),
                    "must be forced",
                    "container " + user.get().shortId() + " is using its referenced image "
                            + image.id().shortHex());
        }
        return untag(image.names(), "container " + user.get().shortId() + " keeps the image");
    }

    private static RemovalPlan whole(Image image, List<ImageUsers.User> users, boolean force, boolean severalNames) {
        String id = image.id().shortHex();
        for (ImageUsers.User user : users) {
            if (user.running()) {
                throw conflict(id, "cannot be forced", "image is being used by running container " + user.shortId());
            }
        }
        if (!force && !users.isEmpty()) {
            throw conflict(
                    id,
                    "must be forced",
                    "image is being used by stopped container "
                            + users.getFirst().shortId());
        }
        if (!severalNames && image.names().size() > 1) {
            throw conflict(id, "must be forced", "image is referenced in multiple repositories");
        }
        List<Step> steps =
                new ArrayList<>(untag(image.names(), "the image goes").steps());
        steps.add(new Step.Delete(image.id(), "no name is left and no container uses it"));
        return new RemovalPlan(steps);
    }

    private static Conflict conflict(String what, String how, String why) {
        return new Conflict(Subject.IMAGE, "conflict: unable to delete " + what + " (" + how + ") - " + why);
    }
}
