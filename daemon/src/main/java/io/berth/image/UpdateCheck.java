package io.berth.image;

import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.io.Parallel;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import io.berth.remote.Look;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells whether names that are here point to something else at their registries by now: a HEAD for each, no more. */
public final class UpdateCheck {
    private static final int AT_ONCE = 8;

    private final Index index;
    private final Remotes remotes;

    public UpdateCheck(Index index, Remotes remotes) {
        this.index = index;
        this.remotes = remotes;
    }

    /** How a name stands. */
    public enum Status {
        UP_TO_DATE,
        OUTDATED,
        /** The registry does not have the name, or has it no more. */
        GONE,
        /** The name is a digest, which never points to anything else. */
        PINNED,
        UNKNOWN
    }

    /**
     * One name.
     *
     * @param remote what the name points to at its registry; null where that is not known
     * @param reason why it is not known, for people; empty where it is
     */
    public record Checked(
            Reference name, Digest local, @Nullable Digest remote, Status status, String reason) {}

    /**
     * The name that a text means; of an ID, the first name of the image.
     *
     * @throws Problem.NotFound where there is no such image
     * @throws InvalidParameter for the ID of an image without name
     */
    public Checked check(String text, Function<String, Credentials> credentials, CancelToken cancel) {
        return check(named(text), credentials, cancel);
    }

    /** The names that these texts mean; all that are here where there is none. */
    public List<Checked> check(List<String> texts, Function<String, Credentials> credentials, CancelToken cancel) {
        List<Named> names = texts.isEmpty()
                ? index.images().byCreated().stream()
                        .flatMap(image -> image.names().stream().map(name -> new Named(name, image)))
                        .sorted((one, other) -> one.name().compareTo(other.name()))
                        .toList()
                : texts.stream().map(this::named).toList();
        return Parallel.map(names, AT_ONCE, one -> check(one, credentials, cancel));
    }

    private record Named(Reference name, Image image) {}

    private Named named(String text) {
        Resolved resolved = ImageResolver.resolve(index.images(), text);
        return switch (resolved) {
            case Resolved.ByName(Image image, Reference name) -> new Named(name, image);
            case Resolved.ByDigest(Image image, Reference reference) -> new Named(reference, image);
            case Resolved.ById(Image image) ->
                image.names().stream()
                        .findFirst()
                        .map(name -> new Named(name, image))
                        .orElseThrow(() -> new InvalidParameter(
                                Subject.IMAGE, "image " + image.id() + " has no name that a registry could know"));
        };
    }

    private Checked check(Named one, Function<String, Credentials> credentials, CancelToken cancel) {
        Reference name = one.name();
        Digest local = one.image().id();
        if (name.digest() != null) {
            return new Checked(name, local, name.digest(), Status.PINNED, "");
        }
        Credentials who = credentials.apply(name.repository().registry());
        return switch (look(name, who, cancel)) {
            case Look.Found(var target) ->
                new Checked(
                        name,
                        local,
                        target.digest(),
                        target.digest().equals(local) ? Status.UP_TO_DATE : Status.OUTDATED,
                        "");
            case Look.Missing() -> new Checked(name, local, null, Status.GONE, "the registry has no such name");
            case Look.Untold(String reason) -> new Checked(name, local, null, Status.UNKNOWN, reason);
        };
    }

    private Look look(Reference name, Credentials who, CancelToken cancel) {
        try {
            return remotes.client(name.repository(), who, Map.of()).look(name, cancel);
        } catch (Problem e) {
            return new Look.Untold(e.text());
        }
    }
}
