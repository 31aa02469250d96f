package io.berth.server.registry;

import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import io.berth.registry.Access.Action;
import io.berth.registry.BlobPushes;
import io.berth.registry.Mounts;
import io.berth.registry.Principal;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blobs on their way in ({@code end-4}, {@code end-5}, {@code end-6}, {@code end-11}, {@code end-13}, {@code end-14}). */
final class UploadEndpoints {
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    private final BlobPushes pushes;
    private final Mounts mounts;

    UploadEndpoints(BlobPushes pushes, Mounts mounts) {
        this.pushes = pushes;
        this.mounts = mounts;
    }

    void register(Routes routes, Gate gate) {
        String path = "/v2/{name}/blobs/uploads/{id}";
        routes.post("/v2/{name}/blobs/uploads/", gate.let(Action.PUSH, this::begin))
                .post("/v2/{name}/blobs/uploads", gate.let(Action.PUSH, this::begin))
                .get(path, gate.let(Action.PUSH, this::status))
                .patch(path, gate.let(Action.PUSH, this::append))
                .put(path, gate.let(Action.PUSH, this::commit))
                .delete(path, gate.let(Action.PUSH, this::cancel));
    }

    private Reply begin(Request request, RepositoryName repository, Principal who) throws IOException {
        Optional<Digest> mount = request.query("mount").map(Words::digest);
        if (mount.isPresent()) {
            Optional<RepositoryName> from =
                    request.query("from").filter(text -> !text.isEmpty()).map(RepositoryName::new);
            if (mounts.mount(who, repository, mount.get(), from)) {
                return made(repository, mount.get());
            }
        }
        Optional<Digest> whole = request.query("digest").map(Words::digest);
        String id = pushes.begin(repository);
        return whole.isPresent() ? beginWhole(request, repository, id, whole.get()) : state(202, repository, id, 0);
    }

    /** Nobody knows of this upload, so nobody could continue it. */
    private Reply beginWhole(Request request, RepositoryName repository, String id, Digest digest) throws IOException {
        try {
            pushes.commit(repository, id, request.body(), OptionalLong.empty(), Words.length(request), digest);
        } catch (IOException | RuntimeException e) {
            pushes.forget(repository, id);
            throw e;
        }
        return made(repository, digest);
    }

    private Reply status(Request request, RepositoryName repository, Principal who) throws IOException {
        String id = Words.upload(request);
        return state(204, repository, id, pushes.offset(repository, id));
    }

    private Reply append(Request request, RepositoryName repository, Principal who) throws IOException {
        String id = Words.upload(request);
        try {
            long offset = pushes.append(repository, id, request.body(), first(request), length(request));
            return state(202, repository, id, offset);
        } catch (InvalidParameter e) {
            return refused(e, repository, id);
        }
    }

    private Reply commit(Request request, RepositoryName repository, Principal who) throws IOException {
        String id = Words.upload(request);
        Digest digest = Words.digest(request.query("digest").orElse(""));
        try {
            pushes.commit(repository, id, request.body(), first(request), length(request), digest);
            return made(repository, digest);
        } catch (InvalidParameter e) {
            return refused(e, repository, id);
        }
    }

    /** Who sent a chunk out of order is told where to go on. */
    private Reply refused(InvalidParameter problem, RepositoryName repository, String id) throws IOException {
        if (problem.subject() != Subject.RANGE) {
            throw problem;
        }
        return Errors.reply(problem, headers(repository, id, pushes.offset(repository, id)));
    }

    private Reply cancel(Request request, RepositoryName repository, Principal who) throws IOException {
        pushes.cancel(repository, Words.upload(request));
        return Reply.empty(204);
    }

    private static OptionalLong first(Request request) {
        return range(request)
                .map(range -> OptionalLong.of(Long.parseLong(range.group(1))))
                .orElse(OptionalLong.empty());
    }

    /** What the range says, which must be what the length says. */
    private static OptionalLong length(Request request) {
        OptionalLong said = Words.length(request);
        Optional<Matcher> range = range(request);
        if (range.isEmpty()) {
            return said;
        }
        long length = Long.parseLong(range.get().group(2))
                - Long.parseLong(range.get().group(1))
                + 1;
        if (said.isPresent() && said.getAsLong() != length) {
            throw new InvalidParameter(
                    Subject.SIZE, "a range of " + length + " bytes, and a length of " + said.getAsLong());
        }
        return OptionalLong.of(length);
    }

    private static Optional<Matcher> range(Request request) {
        Optional<String> text = request.header("Content-Range");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher range = CONTENT_RANGE.matcher(text.get());
        if (!range.matches()) {
            throw new InvalidParameter(Subject.RANGE, "invalid content range: " + text.get());
        }
        return Optional.of(range);
    }

    private static Reply state(int status, RepositoryName repository, String id, long offset) {
        return new Reply.Empty(status, headers(repository, id, offset));
    }

    /** The range names its last byte; without any it is {@code 0-0} all the same. */
    private static Map<String, String> headers(RepositoryName repository, String id, long offset) {
        return Map.of(
                "Location", "/v2/" + repository + "/blobs/uploads/" + id,
                "Range", "0-" + Math.max(0, offset - 1),
                "Docker-Upload-UUID", id);
    }

    private static Reply made(RepositoryName repository, Digest digest) {
        return new Reply.Empty(
                201,
                Map.of(
                        "Location",
                        "/v2/" + repository + "/blobs/" + digest,
                        "Docker-Content-Digest",
                        digest.toString()));
    }
}
