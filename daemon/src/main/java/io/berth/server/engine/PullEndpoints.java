package io.berth.server.engine;

import io.berth.image.ImagePuller;
import io.berth.image.PullPlatforms;
import io.berth.image.PullRequest;
import io.berth.io.ByteRate;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** {@code POST /images/create}: pull, or else {@link ImportRequests}. */
public final class PullEndpoints implements Endpoints {
    private static final int PLATFORM_SINCE = 32;

    private final ImagePuller puller;
    private final ImportRequests imports;

    public PullEndpoints(ImagePuller puller, ImportRequests imports) {
        this.puller = puller;
        this.imports = imports;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/images/create", this::create);
    }

    private Reply create(Request request) {
        String image = request.query("fromImage").orElse("");
        if (image.isEmpty()) {
            if (request.query("fromSrc").filter(source -> !source.isEmpty()).isPresent()) {
                return imports.create(request);
            }
            throw new InvalidParameter("invalid reference format");
        }
        Reference reference = reference(image, request.query("tag").orElse(""));
        PullRequest wanted = new PullRequest(
                reference,
                platforms(request),
                RegistryAuth.of(request, reference.repository()),
                request.headersBeginning("X-Meta-"),
                request.query("limit-rate").map(ByteRate::parse).orElse(0L));
        return Reply.stream(Json.CONTENT_TYPE, (out, client) -> pull(wanted, out, client));
    }

    /** {@code platform}, which our own clients give several times, or all of them. */
    static PullPlatforms platforms(Request request) {
        List<Platform> asked = request.version().isBefore(PLATFORM_SINCE)
                ? List.of()
                : request.queries("platform").stream()
                        .filter(text -> !text.isEmpty())
                        .limit(Limits.PULL_PLATFORMS_MAX + 1)
                        .map(Platform::parse)
                        .toList();
        if (asked.size() > Limits.PULL_PLATFORMS_MAX) {
            throw new InvalidParameter("more than " + Limits.PULL_PLATFORMS_MAX + " platforms");
        }
        boolean all = request.flag("all-platforms");
        if (all && !asked.isEmpty()) {
            throw new InvalidParameter("conflicting options: platform and all-platforms");
        }
        return all ? new PullPlatforms.All() : asked.isEmpty() ? PullPlatforms.host() : new PullPlatforms.Of(asked);
    }

    /**
     * The name that both parameters make together. {@code tag} may hold a digest and then takes the place of a tag in
     * {@code fromImage}; with neither, all tags are meant; a colon at the end of the name ({@code docker pull -a} of old)
     * is ignored.
     */
    static Reference reference(String fromImage, String tag) {
        String name = fromImage.endsWith(":") ? fromImage.substring(0, fromImage.length() - 1) : fromImage;
        Reference reference = Reference.parse(name);
        if (tag.isEmpty()) {
            return reference;
        }
        return Digest.find(tag)
                .map(digest -> Reference.digested(reference.repository(), digest))
                .orElseGet(() -> new Reference(reference.repository(), tag, reference.digest()));
    }

    /** What fails before the first row becomes an ordinary answer; later it is the stream's last row. */
    private void pull(PullRequest wanted, OutputStream out, Reply.Client client) throws IOException {
        ProgressStream stream = new ProgressStream(out);
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            puller.pull(wanted, new PullRows(stream), cancel);
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
