package io.berth.server.engine;

import io.berth.image.CopyRequest;
import io.berth.image.Distribution;
import io.berth.image.ImageCopier;
import io.berth.image.IndexRequest;
import io.berth.io.ByteRate;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.Remotes;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Our own additions to the API: what a registry has under a name, as it is there ({@code GET /berth/manifests/{name}}),
 * an index that is put there ({@code PUT}), and copies from registry to registry ({@code POST /berth/copy}).
 */
public final class CopyEndpoints implements Endpoints {
    private final Remotes remotes;
    private final Distribution distribution;
    private final ImageCopier copier;

    public CopyEndpoints(Remotes remotes, Distribution distribution, ImageCopier copier) {
        this.remotes = remotes;
        this.distribution = distribution;
        this.copier = copier;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/manifests/{name}", this::manifest)
                .put("/berth/manifests/{name}", this::putIndex)
                .post("/berth/copy", this::copy);
    }

    private Reply manifest(Request request) {
        Reference reference = Reference.parse(request.variable("name")).orLatest();
        var client = remotes.client(
                reference.repository(),
                RegistryAuth.of(request, reference.repository()),
                request.headersBeginning("X-Meta-"));
        Distribution.Original found = distribution.original(reference, client, new CancelToken());
        return new Reply.Bytes(
                200,
                found.descriptor().mediaType(),
                List.of(Reply.Piece.of(found.bytes())),
                Map.of("Docker-Content-Digest", found.descriptor().digest().toString()));
    }

    private Reply putIndex(Request request) throws IOException {
        IndexRequest wanted = IndexRequest.of(
                Reference.parse(request.variable("name")),
                request.header("Content-Type").orElse(""),
                request.body().readNBytes(Limits.MANIFEST_BYTES_MAX + 1),
                request.queries("from").stream()
                        .map(from -> Reference.parse(from).repository())
                        .toList(),
                RegistryConfigHeader.of(request));
        return progress((rows, cancel) -> copier.put(wanted, rows, cancel));
    }

    private Reply copy(Request request) {
        CopyRequest wanted = new CopyRequest(
                reference(request, "from").orLatest(),
                reference(request, "to"),
                request.query("platform")
                        .filter(text -> !text.isEmpty())
                        .map(Platform::parse)
                        .orElse(null),
                RegistryConfigHeader.of(request),
                request.query("limit-rate").map(ByteRate::parse).orElse(0L));
        return progress((rows, cancel) -> copier.copy(wanted, rows, cancel));
    }

    private static Reference reference(Request request, String parameter) {
        return Reference.parse(request.query(parameter)
                .orElseThrow(() -> new InvalidParameter("the parameter " + parameter + " is missing")));
    }

    /** Something that tells its progress. */
    private interface Work {
        void run(PushRows rows, CancelToken cancel) throws IOException;
    }

    private static Reply progress(Work work) {
        return Reply.stream(Json.CONTENT_TYPE, (out, client) -> run(work, out, client));
    }

    /** What fails before the first row becomes an ordinary answer; later it is the stream's last row. */
    private static void run(Work work, OutputStream out, Reply.Client client) throws IOException {
        ProgressStream stream = new ProgressStream(out);
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            work.run(new PushRows(stream), cancel);
        } catch (IOException | RuntimeException e) {
            if (!stream.hasBegun()) {
                throw e;
            }
            if (!client.isGone()) {
                stream.error(Problems.text(e));
            }
        }
    }
}
