package io.berth.server.registry;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.registry.Access.Action;
import io.berth.registry.ManifestPushes;
import io.berth.registry.ManifestPushes.Bytes;
import io.berth.registry.ManifestPushes.Done;
import io.berth.registry.ManifestPushes.Put;
import io.berth.registry.Principal;
import io.berth.registry.Source.Found;
import io.berth.registry.Source.Target;
import io.berth.registry.Sources;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Manifests and the tags that point to them ({@code end-3}, {@code end-7}, {@code end-9}). */
final class ManifestEndpoints {
    private final Sources sources;
    private final ManifestPushes pushes;
    private final Gate gate;

    ManifestEndpoints(Sources sources, ManifestPushes pushes, Gate gate) {
        this.sources = sources;
        this.pushes = pushes;
        this.gate = gate;
    }

    void register(Routes routes) {
        String path = "/v2/{name}/manifests/{reference}";
        routes.get(path, gate.let(Action.PULL, this::get))
                .head(path, gate.let(Action.PULL, this::head))
                .put(path, gate.let(Action.PUSH, this::put))
                .delete(path, gate.let(Action.DELETE, this::delete));
    }

    private Reply head(Request request, RepositoryName repository, Principal who) throws IOException {
        Found found = find(request, repository);
        Descriptor manifest = found.descriptor();
        return Conditions.isKnown(request, manifest.digest())
                ? new Reply.Empty(304, headers(found))
                : new Reply.Head(200, manifest.mediaType(), manifest.size(), headers(found));
    }

    private Reply get(Request request, RepositoryName repository, Principal who) throws IOException {
        Found found = find(request, repository);
        Descriptor manifest = found.descriptor();
        if (Conditions.isKnown(request, manifest.digest())) {
            return new Reply.Empty(304, headers(found));
        }
        byte[] bytes = found.source().read(found);
        return new Reply.Bytes(200, manifest.mediaType(), List.of(Reply.Piece.of(bytes)), headers(found));
    }

    private Found find(Request request, RepositoryName repository) throws IOException {
        Found found = sources.manifest(repository, Words.target(request.variable("reference")));
        String type = found.descriptor().mediaType();
        if (!Accept.of(request).takes(type)) {
            throw new NotFound(
                    Subject.MANIFEST, "manifest unknown: it is of type " + type + ", which the client does not accept");
        }
        return found;
    }

    private static Map<String, String> headers(Found found) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Docker-Content-Digest", found.descriptor().digest().toString());
        headers.put("ETag", Conditions.tag(found.descriptor().digest()));
        headers.putAll(Warnings.header(found.warnings()));
        return headers;
    }

    private Reply put(Request request, RepositoryName repository, Principal who) throws IOException {
        List<String> tags =
                request.queries("tag").stream().map(Words::tag).distinct().toList();
        Target target = Words.target(request.variable("reference"));
        Reference image = target instanceof Target.Tag(String tag)
                ? LocalName.of(request, repository, tag).orElse(null)
                : null;
        Put put = new Put(
                who,
                repository,
                target,
                tags,
                gate.lends(who),
                image,
                request.header("Content-Type").orElse(""),
                new Bytes(body(request)));
        Done done = pushes.put(put);
        Map<String, String> headers = new HashMap<>();
        headers.put("Location", "/v2/" + repository + "/manifests/" + done.digest());
        headers.put("Docker-Content-Digest", done.digest().toString());
        if (done.subject() != null) {
            headers.put("OCI-Subject", done.subject().toString());
        }
        if (!tags.isEmpty()) {
            headers.put("OCI-Tag", String.join(", ", tags));
        }
        return new Reply.Empty(201, headers);
    }

    private static byte[] body(Request request) throws IOException {
        boolean tooLong = Words.length(request).orElse(0) > Limits.MANIFEST_BYTES_MAX;
        byte[] bytes = tooLong ? new byte[0] : request.body().readNBytes(Limits.MANIFEST_BYTES_MAX + 1);
        if (tooLong || bytes.length > Limits.MANIFEST_BYTES_MAX) {
            throw new TooLarge(Subject.MANIFEST, "the manifest has more than " + Limits.MANIFEST_BYTES_MAX + " bytes");
        }
        return bytes;
    }

    private Reply delete(Request request, RepositoryName repository, Principal who) throws IOException {
        pushes.delete(who, repository, Words.target(request.variable("reference")));
        return Reply.empty(202);
    }
}
