package io.berth.server.engine;

import io.berth.image.CopyRequest;
import io.berth.image.Distribution;
import io.berth.image.ImageCopier;
import io.berth.io.ByteRate;
import io.berth.io.CancelToken;
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
 * Our own additions to the API: what a registry has under a name, as it is there ({@code GET /berth/manifests/{name}}), and
 * copies from registry to registry ({@code POST /berth/copy}).
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
        routes.get("/berth/manifests/{name}", this::manifest).post("/berth/copy", this::copy);
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
        return Reply.stream(Json.CONTENT_TYPE, (out, client) -> copy(wanted, out, client));
    }

    private static Reference reference(Request request, String parameter) {
        return Reference.parse(request.query(parameter)
                .orElseThrow(() -> new InvalidParameter("the parameter " + parameter + " is missing")));
    }

    /** What fails before the first row becomes an ordinary answer; later it is the stream's last row. */
    private void copy(CopyRequest wanted, OutputStream out, Reply.Client client) throws IOException {
        ProgressStream stream = new ProgressStream(out);
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            copier.copy(wanted, new PushRows(stream), cancel);
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
