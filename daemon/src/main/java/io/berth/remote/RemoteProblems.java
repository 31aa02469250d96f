package io.berth.remote;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.Locale;

/**
 * From what a registry did to what a client is told: the one place with these texts, which are dockerd's (containerd image
 * store) where a user would look them up.
 */
public final class RemoteProblems {
    private RemoteProblems() {}

    static Problem resolve(Reference reference, RegistryException e) {
        String prefix = "failed to resolve reference \"" + reference + "\": ";
        return switch (e.kind()) {
            case MISSING -> new NotFound(Subject.IMAGE, prefix + reference + ": not found");
            case NO_CREDENTIALS ->
                new Unauthorized(
                        Subject.REGISTRY,
                        prefix + "pull access denied, repository does not exist or may require authorization: "
                                + "authorization failed: " + e.text());
            case WRONG_CREDENTIALS, DENIED, FORBIDDEN, LIMITED -> refusal(reference.repository(), prefix, e);
            case NETWORK, SERVER, POLICY, OTHER -> new Unavailable(Subject.REGISTRY, prefix + e.text(), e);
        };
    }

    private static Problem refusal(Repository repository, String prefix, RegistryException e) {
        String told = e.error().map(RemoteError::text).orElse("");
        return switch (e.kind()) {
            case DENIED ->
                new NotFound(
                        Subject.IMAGE,
                        "pull access denied for " + repository.familiar()
                                + ", repository does not exist or may require 'docker login'");
            case FORBIDDEN ->
                new Forbidden(Subject.REGISTRY, "error from registry: " + (told.isEmpty() ? "denied" : told));
            case LIMITED -> new Limited(Subject.REGISTRY, told.isEmpty() ? "toomanyrequests: " + e.text() : told);
            default ->
                e.text().startsWith("authentication required")
                        ? new Unauthorized(Subject.REQUEST, e.text())
                        : new Unauthorized(Subject.REGISTRY, prefix + e.text());
        };
    }

    /**
     * A blob, config or manifest that a manifest names could not be had.
     *
     * @param repository where it was asked for
     */
    public static Problem blob(Repository repository, Descriptor wanted, RegistryException e) {
        String prefix = "failed to copy: httpReadSeeker: failed open: ";
        boolean document = MediaTypes.isIndex(wanted.mediaType()) || MediaTypes.isManifest(wanted.mediaType());
        return switch (e.kind()) {
            case MISSING ->
                new NotFound(
                        document ? Subject.MANIFEST : Subject.BLOB,
                        prefix
                                + (document && e.uri() != null
                                        ? "content at " + e.uri() + " not found: not found"
                                        : "could not fetch content descriptor " + wanted.digest() + " ("
                                                + RemoteError.clean(wanted.mediaType()) + ") from remote: not found"));
            case NO_CREDENTIALS -> new Unauthorized(Subject.REGISTRY, prefix + e.text());
            case WRONG_CREDENTIALS, DENIED, FORBIDDEN, LIMITED -> refusal(repository, prefix, e);
            case POLICY -> new Forbidden(Subject.REGISTRY, prefix + e.text() + location(e));
            case NETWORK, SERVER, OTHER -> new Unavailable(Subject.REGISTRY, prefix + e.text(), e);
        };
    }

    private static String location(RegistryException e) {
        return e.uri() == null ? "" : ": " + RemoteError.clean(String.valueOf(Answers.withoutQuery(e.uri())));
    }

    /** What was to be pushed was not taken. */
    public static Problem push(RegistryException e) {
        String denied = "push access denied, repository does not exist or may require authorization: ";
        String told = e.error().map(RemoteError::text).orElse("");
        return switch (e.kind()) {
            case NO_CREDENTIALS -> new Unauthorized(Subject.REGISTRY, denied + "authorization failed: " + e.text());
            case DENIED ->
                new Forbidden(Subject.REGISTRY, denied + "server message: insufficient_scope: authorization failed");
            case WRONG_CREDENTIALS -> new Unauthorized(Subject.REGISTRY, e.text());
            case FORBIDDEN ->
                new Forbidden(Subject.REGISTRY, "error from registry: " + (told.isEmpty() ? "denied" : told));
            case LIMITED -> new Limited(Subject.REGISTRY, told.isEmpty() ? "toomanyrequests: " + e.text() : told);
            case POLICY -> new Forbidden(Subject.REGISTRY, e.text() + location(e));
            case MISSING, NETWORK, SERVER, OTHER ->
                new Unavailable(Subject.REGISTRY, told.isEmpty() ? e.text() : e.text() + ": " + told, e);
        };
    }

    static Problem tags(Repository repository, RegistryException e) {
        return switch (e.kind()) {
            case MISSING ->
                new NotFound(
                        Subject.REPOSITORY,
                        "repository " + repository.familiar() + " not found: "
                                + e.error()
                                        .map(error -> "name unknown: " + error.message())
                                        .orElse("name unknown"));
            case NO_CREDENTIALS -> new Unauthorized(Subject.REGISTRY, "Get \"" + e.uri() + "\": " + e.text());
            case WRONG_CREDENTIALS, DENIED, FORBIDDEN, LIMITED -> refusal(repository, "", e);
            case NETWORK, SERVER, POLICY, OTHER -> new Unavailable(Subject.REGISTRY, e.text(), e);
        };
    }

    static Problem search(RegistryException e) {
        String told = e.error().map(RemoteError::text).orElse(e.text());
        return switch (e.kind()) {
            case NO_CREDENTIALS, WRONG_CREDENTIALS, DENIED -> new Unauthorized(Subject.REGISTRY, told);
            case FORBIDDEN -> new Forbidden(Subject.REGISTRY, told);
            case LIMITED -> new Limited(Subject.REGISTRY, told);
            case MISSING, NETWORK, SERVER, POLICY, OTHER -> new Unavailable(Subject.REGISTRY, told, e);
        };
    }

    /** Bytes that are not those of the digest. */
    public static Corrupt wrongDigest(String what, Digest expected, Digest actual) {
        return new Corrupt(
                what.equals("layer") ? Subject.BLOB : Subject.MANIFEST,
                commit(what, expected) + "unexpected commit digest " + actual + ", expected " + expected
                        + ": failed precondition");
    }

    /** More or fewer bytes than were promised. */
    public static Corrupt wrongSize(String what, Descriptor expected, long actual) {
        return new Corrupt(
                what.equals("layer") ? Subject.BLOB : Subject.MANIFEST,
                commit(what, expected.digest()) + '"' + what + '-' + expected.digest() + "\" failed size validation: "
                        + actual + " != " + expected.size() + ": failed precondition");
    }

    /** A layer whose bytes came and are not those of its digest, as the store says it. */
    public static Corrupt wrongLayer(Descriptor expected, Corrupt e) {
        return new Corrupt(Subject.BLOB, commit("layer", expected.digest()) + e.text() + ": failed precondition");
    }

    private static String commit(String what, Digest expected) {
        return "failed commit on ref \"" + what + '-' + expected + "\": commit failed: ";
    }

    static TooLarge tooLarge(String what, Descriptor wanted, int bytesMax) {
        return new TooLarge(
                Subject.MANIFEST,
                "rejecting " + wanted.size() + " byte " + what + ' ' + wanted.digest() + ": more than " + bytesMax);
    }

    static NotFound rejectedSize(Reference reference, long size) {
        return new NotFound(
                Subject.MANIFEST,
                "failed to resolve reference \"" + reference + "\": rejecting " + size + " byte manifest for "
                        + reference + ": not found");
    }

    /** As docker prints a method: {@code Head}. */
    static String verb(String method) {
        return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
    }

    /** A failure that is not of the registry's making. */
    public static Unavailable unexpected(IOException e) {
        return new Unavailable(Subject.REGISTRY, String.valueOf(e.getMessage()), e);
    }
}
