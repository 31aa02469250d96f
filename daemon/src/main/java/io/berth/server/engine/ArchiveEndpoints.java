package io.berth.server.engine;

import io.berth.image.ImageSaver;
import io.berth.io.Limits;
import io.berth.oci.Platform;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.util.List;

/** Images as archives: {@code GET /images/{name}/get}, {@code GET /images/get}. */
public final class ArchiveEndpoints implements Endpoints {
    private static final String TAR = "application/x-tar";
    private static final int PLATFORM_SINCE = 48;
    private static final int PLATFORMS_SINCE = 52;

    private final ImageSaver saver;

    public ArchiveEndpoints(ImageSaver saver) {
        this.saver = saver;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/images/get", request -> save(request, names(request)))
                .get("/images/{name}/get", request -> save(request, List.of(request.variable("name"))));
    }

    static List<String> names(Request request) {
        List<String> names = request.queries("names");
        if (names.size() > Limits.SAVED_NAMES_MAX) {
            throw new InvalidParameter("more than " + Limits.SAVED_NAMES_MAX + " names");
        }
        return names;
    }

    private Reply save(Request request, List<String> names) throws IOException {
        List<Platform> platforms = PlatformParameter.all(request, "platform", PLATFORM_SINCE);
        if (platforms.size() > 1 && request.version().isBefore(PLATFORMS_SINCE)) {
            throw new InvalidParameter("multiple platform parameters are not supported in this API version;"
                    + " use API version 1." + PLATFORMS_SINCE + " or later");
        }
        ImageSaver.Archive archive = saver.prepare(names, platforms);
        return Reply.stream(TAR, (out, _) -> archive.writeTo(out));
    }
}
