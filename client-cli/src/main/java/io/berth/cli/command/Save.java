package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.http.Response;
import io.berth.cli.image.Platform;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** {@code berth save}: images as a tar. A file appears whole or not at all. */
final class Save implements Command {
    private static final int PLATFORM_SINCE = 48;
    private static final int PLATFORMS_SINCE = 52;

    private final String path;

    Save(String path) {
        this.path = path;
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        path,
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Save one or more images to a tar archive (streamed to STDOUT by default)",
                        1,
                        Spec.MANY,
                        Flag.text('o', "output", "Write to a file, instead of STDOUT"),
                        Flag.list(
                                (char) 0,
                                "platform",
                                "strings",
                                "Save only the given platform(s). Formatted as a comma-separated list of"
                                        + " \"os[/arch[/variant]]\" (e.g., \"linux/amd64,linux/arm64/v8\")"))
                .names("image save", "save");
    }

    @Override
    public int run(Session session, Flags flags) {
        String output = flags.text("output");
        if (output.isEmpty() && session.console().isOutTerminal()) {
            throw new CliException("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        Path file = output.isEmpty() ? null : checked(Path.of(output));
        Response response = session.engine().open("GET", query(session, flags));
        try {
            if (file == null) {
                session.out().copy(response.body());
            } else {
                write(response, file);
            }
        } catch (IOException e) {
            throw session.engine().broken(e);
        }
        return 0;
    }

    private static Query query(Session session, Flags flags) {
        List<String> images = flags.arguments();
        Query query = images.size() == 1
                ? Query.of("/images/").name(images.getFirst()).path("/get")
                : Query.of("/images/get");
        if (images.size() > 1) {
            images.forEach(image -> query.add("names", image));
        }
        List<String> platforms = flags.all("platform").stream()
                .flatMap(given -> List.of(given.split(",", -1)).stream())
                .map(platform -> Platform.parse(platform).json())
                .toList();
        if (!platforms.isEmpty()) {
            Requires.api(session.engine(), "platform", platforms.size() > 1 ? PLATFORMS_SINCE : PLATFORM_SINCE);
            platforms.forEach(platform -> query.add("platform", platform));
        }
        return query;
    }

    private static Path checked(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw invalid("stat " + file.getParent() + ": no such file or directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw invalid("\"" + file + "\" must be a regular file");
        }
        return file;
    }

    private static CliException invalid(String reason) {
        return new CliException("failed to save image: invalid output path: " + reason);
    }

    private static void write(Response response, Path file) throws IOException {
        Path unfinished = file.resolveSibling(
                ".tmp-" + file.getFileName() + ProcessHandle.current().pid());
        try {
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                response.body().transferTo(out);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
