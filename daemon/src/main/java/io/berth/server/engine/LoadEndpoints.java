package io.berth.server.engine;

import io.berth.image.ImageLoader;
import io.berth.image.LoadProgress;
import io.berth.io.CancelToken;
import io.berth.io.FileThreads;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Archives as images: {@code POST /images/load}. As with the engine, whatever is wrong with an archive is told in the
 * stream, behind a status of 200, and there are no rows before the last ones, {@code quiet} or not.
 */
public final class LoadEndpoints implements Endpoints {
    private static final int PLATFORM_SINCE = 48;

    private final ImageLoader loader;
    private final FileThreads threads;

    public LoadEndpoints(ImageLoader loader, FileThreads threads) {
        this.loader = loader;
        this.threads = threads;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/images/load", this::load);
    }

    private Reply load(Request request) {
        List<Platform> platforms = PlatformParameter.all(request, "platform", PLATFORM_SINCE);
        return Reply.stream(Json.CONTENT_TYPE, (out, client) -> load(request, platforms, out, client));
    }

    private void load(Request request, List<Platform> platforms, OutputStream out, Reply.Client client)
            throws IOException {
        ProgressStream stream = new ProgressStream(out);
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            threads.run(() -> loader.load(request.body(), platforms, rows(stream), cancel));
        } catch (IOException | RuntimeException e) {
            if (!client.isGone()) {
                stream.error(Problems.text(e));
            }
        }
    }

    private static LoadProgress rows(ProgressStream stream) {
        return new LoadProgress() {
            @Override
            public void loaded(Reference name) throws IOException {
                stream.text("Loaded image: " + name.familiar() + '\n');
            }

            @Override
            public void loaded(Digest image) throws IOException {
                stream.text("Loaded image ID: " + image + '\n');
            }
        };
    }
}
