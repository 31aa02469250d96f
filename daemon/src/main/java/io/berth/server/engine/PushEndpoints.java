package io.berth.server.engine;

import io.berth.image.ImagePusher;
import io.berth.image.PushRequest;
import io.berth.io.ByteRate;
import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.io.OutputStream;

/** {@code POST /images/{name}/push}. */
public final class PushEndpoints implements Endpoints {
    private static final int PLATFORM_SINCE = 46;

    private final ImagePusher pusher;

    public PushEndpoints(ImagePusher pusher) {
        this.pusher = pusher;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/images/{name}/push", this::push);
    }

    private Reply push(Request request) {
        Reference reference =
                reference(request.variable("name"), request.query("tag").orElse(""));
        PushRequest wanted = new PushRequest(
                reference,
                PlatformParameter.find(request, "platform", PLATFORM_SINCE).orElse(null),
                RegistryAuth.of(request, reference.repository()),
                request.headersBeginning("X-Meta-"),
                request.query("limit-rate").map(ByteRate::parse).orElse(0L));
        return Reply.stream(Json.CONTENT_TYPE, (out, client) -> push(wanted, out, client));
    }

    /** {@code tag} takes the place of what the name has; with neither, all tags are meant. */
    static Reference reference(String name, String tag) {
        Reference reference = Reference.parse(name);
        if (tag.isEmpty()) {
            return reference;
        }
        if (!Reference.isTag(tag)) {
            throw new InvalidParameter("invalid tag format");
        }
        return Reference.tagged(reference.repository(), tag);
    }

    /** All failures are in the stream, behind its first row. */
    private void push(PushRequest wanted, OutputStream out, Reply.Client client) throws IOException {
        ProgressStream stream = new ProgressStream(out);
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            pusher.push(wanted, new PushRows(stream), cancel);
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
