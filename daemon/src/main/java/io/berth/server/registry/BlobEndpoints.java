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
import io.berth.registry.Mounts;
import io.berth.registry.Principal;
import io.berth.registry.Sources;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.server.registry.Conditions.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Blobs of repositories ({@code end-2}, {@code end-10}). */
final class BlobEndpoints {
    private static final String TYPE = "application/octet-stream";

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
        routes.get(path, gate.let(Action.PULL, this::get))
                .head(path, gate.let(Action.PULL, this::head))
                .delete(path, gate.let(Action.DELETE, this::delete));
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
        return Conditions.isKnown(request, blob.digest())
                ? new Reply.Empty(304, headers(blob.digest()))
                : new Reply.Head(200, TYPE, blob.size(), headers(blob.digest()));
    }

    private Reply get(Request request, RepositoryName repository, Principal who) throws IOException {
        FoundBlob blob = find(request, repository);
        if (Conditions.isKnown(request, blob.digest())) {
            return new Reply.Empty(304, headers(blob.digest()));
        }
        Optional<Part> range = Conditions.range(request, blob.digest(), blob.size());
        if (range.isEmpty()) {
            return send(200, blob, new Part(0, blob.size()), headers(blob.digest()));
        }
        Part part = range.get();
        if (part.isEmpty()) {
            return Errors.reply(
                    new InvalidParameter(Subject.RANGE, "the blob has " + blob.size() + " bytes"),
                    Map.of("Content-Range", "bytes */" + blob.size()));
        }
        Map<String, String> headers = headers(blob.digest());
        headers.put("Content-Range", "bytes " + part.from() + "-" + (part.to() - 1) + "/" + blob.size());
        return send(206, blob, part, headers);
    }

    private FoundBlob find(Request request, RepositoryName repository) throws IOException {
        return sources.blob(repository, Words.digest(request.variable("digest")));
    }

    private static Map<String, String> headers(Digest digest) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Docker-Content-Digest", digest.toString());
        headers.put("ETag", Conditions.tag(digest));
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "max-age=31536000");
        return headers;
    }

    private Reply send(int status, FoundBlob blob, Part part, Map<String, String> headers) throws IOException {
        long length = part.to() - part.from();
        return switch (blob) {
            case FoundBlob.Stored stored -> {
                Reply reply = new Reply.Blob(status, TYPE, content.open(stored.digest()), part.from(), length, headers);
                stored.sent().accept(length);
                yield reply;
            }
            case FoundBlob.Coming coming -> {
                headers.put("Content-Length", Long.toString(length));
                yield new Reply.Stream(
                        status,
                        TYPE,
                        (out, client) -> {
                            CancelToken gone = new CancelToken();
                            client.onGone(gone::cancel);
                            try (InputStream in = coming.opener().open(part.from(), gone)) {
                                byte[] piece = new byte[64 << 10];
                                for (long left = length; left > 0; ) {
                                    int read = in.read(piece, 0, (int) Math.min(piece.length, left));
                                    if (read < 0) {
                                        throw new IOException("the blob ended early");
                                    }
                                    out.write(piece, 0, read);
                                    left -= read;
                                }
                            }
                        },
                        headers);
            }
        };
    }

    private Reply delete(Request request, RepositoryName repository, Principal who) throws IOException {
        pushes.delete(who, repository, Words.digest(request.variable("digest")));
        return Reply.empty(202);
    }
}
