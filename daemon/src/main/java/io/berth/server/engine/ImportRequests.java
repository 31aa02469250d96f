package io.berth.server.engine;

import io.berth.image.ImageImporter;
import io.berth.image.ImageTagger;
import io.berth.image.ImportChanges;
import io.berth.image.ImportProgress;
import io.berth.image.ImportRequest;
import io.berth.io.CancelToken;
import io.berth.io.FileThreads;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.remote.WebFile;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** {@code POST /images/create?fromSrc=}: an image of a file system's archive, which the body is or an address tells of. */
public final class ImportRequests {
    private static final int PLATFORM_SINCE = 32;

    private final ImageImporter importer;
    private final FileThreads threads;

    public ImportRequests(ImageImporter importer, FileThreads threads) {
        this.importer = importer;
        this.threads = threads;
    }

    Reply create(Request request) {
        String source = request.query("fromSrc").orElse("-");
        String address = source.equals("-") ? null : WebFile.address(source);
        String message = request.query("message")
                .filter(text -> !text.isEmpty())
                .orElse("Imported from " + (address == null ? "-" : address));
        ImportRequest wanted = new ImportRequest(
                address, name(request), message, ImportChanges.of(request.queries("changes")), platform(request));
        return Reply.stream(Json.CONTENT_TYPE, (out, client) -> run(request, wanted, out, client));
    }

    private static @Nullable Reference name(Request request) {
        String repository = request.query("repo").orElse("");
        return repository.isEmpty()
                ? null
                : ImageTagger.target(repository, request.query("tag").orElse(""));
    }

    private static Platform platform(Request request) {
        String given = request.version().isBefore(PLATFORM_SINCE)
                ? ""
                : request.query("platform").orElse("");
        return given.isEmpty() ? family(Platform.host()) : Platform.parse(given);
    }

    /** A file system does not ask for this machine's generation of amd64; the engine names none either. */
    private static Platform family(Platform host) {
        return host.architecture().equals("amd64") ? Platform.of(host.os(), host.architecture(), "") : host;
    }

    /** What fails before the first row becomes an ordinary answer; later it is the stream's last row. */
    private void run(Request request, ImportRequest wanted, OutputStream out, Reply.Client client) throws IOException {
        ProgressStream stream = new ProgressStream(out);
        CancelToken cancel = new CancelToken();
        client.onGone(cancel::cancel);
        try {
            threads.run(() -> importer.run(wanted, request.body(), rows(stream), cancel));
        } catch (IOException | RuntimeException e) {
            if (!stream.hasBegun()) {
                throw e;
            }
            if (!client.isGone()) {
                stream.error(Problems.text(e));
            }
        }
    }

    private static ImportProgress rows(ProgressStream stream) {
        return new ImportProgress() {
            @Override
            public void downloading(String address) throws IOException {
                stream.message("Downloading from " + address);
            }

            @Override
            public void importing(long current, long total) throws IOException {
                stream.progress(
                        "Importing", Json.object().put("current", current).put("total", total));
            }

            @Override
            public void done(Digest image) throws IOException {
                stream.message(image.toString());
            }
        };
    }
}
