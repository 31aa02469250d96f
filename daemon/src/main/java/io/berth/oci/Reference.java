package io.berth.oci;

import io.berth.problem.Problem.InvalidParameter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image: a repository with a tag, a digest, both, or neither.
 *
 * <p>As the key of a local name it has exactly one of the two: {@code repo:tag} or {@code repo@digest}.
 */
public record Reference(
        Repository repository,
        @Nullable String tag,
        @Nullable Digest digest) implements Comparable<Reference> {
    public static final String DEFAULT_TAG = "latest";

    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}", Pattern.UNICODE_CASE);
    private static final Pattern HEX64 = Pattern.compile("[a-f0-9]{64}");

    public Reference {
        if (tag != null && !isTag(tag)) {
            throw new InvalidParameter("invalid tag format");
        }
    }

    /** Whether the text can be a tag (distribution-spec, "Pulling manifests"). */
    public static boolean isTag(String text) {
        return text.chars().allMatch(c -> c < 128) && TAG.matcher(text).matches();
    }

    /**
     * Reads {@code name[:tag][@digest]} in any form that docker takes; adds no tag.
     *
     * @throws InvalidParameter in the engine's words
     */
    public static Reference parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidParameter("invalid reference format");
        }
        if (HEX64.matcher(text).matches()) {
            throw new InvalidParameter(
                    "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        String name = text;
        Digest digest = null;
        int at = name.indexOf('@');
        if (at >= 0) {
            digest = digestIn(name.substring(at + 1));
            name = name.substring(0, at);
        }
        String tag = null;
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf('/')) {
            tag = name.substring(colon + 1);
            name = name.substring(0, colon);
            if (!isTag(tag)) {
                throw new InvalidParameter("invalid reference format");
            }
        }
        return new Reference(Repository.parse(name), tag, digest);
    }

    private static Digest digestIn(String text) {
        return Digest.find(text).orElseThrow(() -> new InvalidParameter("invalid reference format"));
    }

    /** The same name with {@code latest} where it has neither tag nor digest. */
    public Reference orLatest() {
        return tag == null && digest == null ? new Reference(repository, DEFAULT_TAG, null) : this;
    }

    public static Reference tagged(Repository repository, String tag) {
        return new Reference(repository, tag, null);
    }

    public static Reference digested(Repository repository, Digest digest) {
        return new Reference(repository, null, digest);
    }

    public Optional<String> findTag() {
        return Optional.ofNullable(tag);
    }

    public Optional<Digest> findDigest() {
        return Optional.ofNullable(digest);
    }

    /** The part behind the name that a registry is asked for: the digest where there is one, else the tag. */
    public String target() {
        return digest != null ? digest.toString() : tag != null ? tag : DEFAULT_TAG;
    }

    /** As users see it: {@code redis:latest}. */
    public String familiar() {
        return repository.familiar() + suffix();
    }

    @Override
    public int compareTo(Reference other) {
        return toString().compareTo(other.toString());
    }

    /** In full: {@code docker.io/library/redis:latest}. */
    @Override
    public String toString() {
        return repository.canonical() + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ':' + tag) + (digest == null ? "" : "@" + digest);
    }
}
