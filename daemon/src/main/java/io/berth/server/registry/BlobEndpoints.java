package io.berth.server.registry;

import io.berth.content.Content;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.registry.Access.Action;
import io.berth.registry.BlobPushes;
import io.berth.registry.FoundBlob;
import io.berth.registry.FoundBlob.Stored;
import io.berth.registry.Mounts;
import io.berth.registry.Principal;
import io.berth.registry.Sources;
import io.berth.server.http.Reply;
import io.berth.server.http.Reply.Again;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.server.registry.Conditions.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Blobs of repositories ({@code end-2}, {@code end-10}). */
final class BlobEndpoints {
    private static final String TYPE = "application/octet-stream";
    private static final int PIECE_BYTES = 64 << 10;

    private final Sources sources;
    private final BlobPushes pushes;
    private final Mounts mounts;
    private final Content content;

    BlobEndpoints(Sources sources, BlobPushes pushes, Mounts mounts, Content content) {
        this.sources = sources;
        this.pushes = pushes;
        this.mounts = mounts;
        this.content = content;
    }

    void register(Routes routes, Gate gate) {
        String path = "/v2/{name}/blobs/{digest}";
        routes.get(path, gate.letPull(this::getKnown, this::get))
                .head(path, gate.letPull(this::headKnown, this::head))
                .delete(path, gate.let(Action.DELETE, this::delete));
    }

    private Optional<Reply> headKnown(Request request, RepositoryName repository) {
        return known(request, repository).map(blob -> head(request, blob));
    }

    private Reply head(Request request, RepositoryName repository, Principal who) throws IOException {
        FoundBlob blob;
        try {
            blob = find(request, repository);
        } catch (NotFound e) {
            // Who asks before a push need not send what comes into the repository with the manifest.
            Digest digest = Words.digest(request.variable("digest"));
            blob = mounts.borrowed(who, repository, digest).orElseThrow(() -> e);
        }
        return head(request, blob);
    }

    private static Reply head(Request request, FoundBlob blob) {
        return Conditions.isKnown(request, blob.digest())
                ? new Reply.Empty(304, headers(blob.digest()))
                : new Reply.Head(200, TYPE, blob.size(), headers(blob.digest()));
    }

    private Optional<Reply> getKnown(Request request, RepositoryName repository) throws IOException {
        Optional<Stored> blob = known(request, repository);
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        Wanted wanted = Wanted.of(request, blob.get());
        if (!wanted.hasBytes()) {
            return Optional.of(wanted.withoutBytes());
        }
        Again again = new BlobAgain(sources, content, repository, blob.get());
        return open(blob.get()).map(file -> send(wanted, blob.get(), file, wanted.isWhole() ? again : null));
    }

    private Reply get(Request request, RepositoryName repository, Principal who) throws IOException {
        FoundBlob blob = find(request, repository);
        Wanted wanted = Wanted.of(request, blob);
        if (!wanted.hasBytes()) {
            return wanted.withoutBytes();
        }
        return switch (blob) {
            case Stored stored -> {
                Optional<FileChannel> file = open(stored);
                yield send(wanted, stored, file.isPresent() ? file.get() : content.open(stored.digest()), null);
            }
            case FoundBlob.Coming coming -> follow(wanted, coming);
        };
    }

    private Optional<FileChannel> open(Stored blob) throws IOException {
        return content.openKnown(blob.digest(), blob.size());
    }

    private Optional<Stored> known(Request request, RepositoryName repository) {
        return sources.knownBlob(repository, Words.digest(request.variable("digest")));
    }

    private FoundBlob find(Request request, RepositoryName repository) throws IOException {
        return sources.blob(repository, Words.digest(request.variable("digest")));
    }

    private static Map<String, String> headers(Digest digest) {
        return Map.of(
                "Docker-Content-Digest",
                digest.toString(),
                "ETag",
                Conditions.tag(digest),
                "Accept-Ranges",
                "bytes",
                "Cache-Control",
                "max-age=31536000");
    }

    /**
     * What a GET asks for.
     *
     * @param status 200, 206, or 304 and 416, which have no bytes
     */
    private record Wanted(int status, Part part, Map<String, String> headers) {
        static Wanted of(Request request, FoundBlob blob) {
            Map<String, String> headers = BlobEndpoints.headers(blob.digest());
            Part whole = new Part(0, blob.size());
            if (Conditions.isKnown(request, blob.digest())) {
                return new Wanted(304, whole, headers);
            }
            Optional<Part> range = Conditions.range(request, blob.digest(), blob.size());
            if (range.isEmpty()) {
                return new Wanted(200, whole, headers);
            }
            Part part = range.get();
            if (part.isEmpty()) {
                return new Wanted(416, whole, Map.of("Content-Range", "bytes */" + blob.size()));
            }
            Map<String, String> more = new HashMap<>(headers);
            more.put("Content-Range", "bytes " + part.from() + "-" + (part.to() - 1) + "/" + blob.size());
            return new Wanted(206, part, more);
        }

        boolean isWhole() {
            return status == 200;
        }

        boolean hasBytes() {
            return status < 300;
        }

        Reply withoutBytes() {
            return status == 304
                    ? new Reply.Empty(status, headers)
                    : Errors.reply(
                            new InvalidParameter(Subject.RANGE, "the blob has " + part.length() + " bytes"), headers);
        }
    }

    private static Reply send(Wanted wanted, Stored blob, FileChannel file, @Nullable Again again) {
        Part part = wanted.part();
        blob.sent().accept(part.length());
        return new Reply.Blob(wanted.status(), TYPE, file, part.from(), part.length(), wanted.headers(), again);
    }

    private static Reply follow(Wanted wanted, FoundBlob.Coming blob) {
        Part part = wanted.part();
        Map<String, String> headers = new HashMap<>(wanted.headers());
        headers.put("Content-Length", Long.toString(part.length()));
        return new Reply.Stream(
                wanted.status(),
                TYPE,
                (out, client) -> {
                    CancelToken gone = new CancelToken();
                    client.onGone(gone::cancel);
                    try (InputStream in = blob.opener().open(part.from(), gone)) {
                        copy(in, part.length(), out);
                    }
                },
                headers);
    }

    private static void copy(InputStream in, long length, OutputStream out) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, length)];
        for (long left = length; left > 0; ) {
            int read = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                throw new IOException("the blob ended early");
            }
            out.write(piece, 0, read);
            left -= read;
        }
    }

    private Reply delete(Request request, RepositoryName repository, Principal who) throws IOException {
        pushes.delete(who, repository, Words.digest(request.variable("digest")));
        return Reply.empty(202);
    }
}
