package io.berth.server.http;

import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A file that is at hand: how often its handler was asked, it was opened again and given from memory are counted. */
final class FileAtHand implements Handler, Reply.Again {
    private final Path path;
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger openedAgain = new AtomicInteger();
    final AtomicInteger given = new AtomicInteger();
    volatile boolean believed = true;
    volatile boolean genuine = true;
    volatile boolean broken;

    FileAtHand(Path path) {
        this.path = path;
    }

    void write(String text) throws IOException {
        Files.writeString(path, text);
    }

    @Override
    public Optional<Reply> answerAtOnce(Request request) throws IOException {
        asked.incrementAndGet();
        if (broken) {
            return Optional.empty();
        }
        return switch (request.variable("id")) {
            case "later" -> Optional.empty();
            case "failure" -> throw new NotFound(Subject.BLOB, "not at hand");
            default -> Optional.of(answer(request));
        };
    }

    private Reply answer(Request request) throws IOException {
        if (request.header("If-None-Match").isPresent()) {
            return new Reply.Empty(304, Map.of("ETag", "e"));
        }
        long size = Files.size(path);
        if (request.method().equals("HEAD")) {
            return new Reply.Head(200, "text/plain", size, Map.of("ETag", "e"));
        }
        long from = request.header("Range").isPresent() ? 4 : 0;
        return new Reply.Blob(
                from == 0 ? 200 : 206,
                "text/plain",
                read(),
                from,
                size - from,
                Map.of("ETag", "e"),
                from == 0 ? this : null);
    }

    private FileChannel read() throws IOException {
        return FileChannel.open(path);
    }

    @Override
    public Optional<FileChannel> open() throws IOException {
        openedAgain.incrementAndGet();
        if (broken) {
            throw new IllegalStateException("a fault of ours");
        }
        return believed ? Optional.of(read()) : Optional.empty();
    }

    @Override
    public boolean give() {
        given.incrementAndGet();
        return believed;
    }

    @Override
    public boolean isGenuine(ByteBuffer body) {
        return genuine;
    }

    @Override
    public Reply handle(Request request) {
        if (request.variable("id").equals("failure")) {
            throw new NotFound(Subject.BLOB, "not there");
        }
        return TestServer.text("on a thread");
    }
}
