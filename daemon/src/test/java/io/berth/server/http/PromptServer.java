package io.berth.server.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Serves {@code /file/{id}} from a file at hand and {@code /slow} from a thread, on TCP without versions of an API. */
final class PromptServer implements AutoCloseable {
    /** What was told of each answer: method, route, status. */
    final BlockingQueue<String> served = new LinkedBlockingQueue<>();

    final CountDownLatch slowMayEnd = new CountDownLatch(1);
    final FileAtHand file;
    final Listeners listeners;
    final ListenAddress address;

    PromptServer(Path directory) throws IOException {
        listeners = new Listeners(
                (method, route, status, _) -> served.add(method + " " + route + " " + status),
                Listeners.Access.GUARDED,
                null,
                new PlainDialect());
        address = listeners.bind(ListenAddress.parse("tcp://127.0.0.1:0"), null);
        file = new FileAtHand(directory.resolve("file"));
        file.write("the file");
        RouteTable routes = new RouteTable();
        routes.get("/file/{id}", file).head("/file/{id}", file).get("/slow", _ -> {
            await(slowMayEnd);
            return TestServer.text("slow");
        });
        listeners.serve(routes);
    }

    @Override
    public void close() {
        slowMayEnd.countDown();
        listeners.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of an API without versions. */
    static final class PlainDialect implements Dialect {
        @Override
        public boolean isEngine() {
            return false;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Of-The-Dialect", "yes");
        }

        @Override
        public Reply failure(Throwable thrown) {
            return Problems.reply(thrown);
        }

        @Override
        public Reply refusal(String reason) {
            return Problems.error(403, reason);
        }

        @Override
        public Reply noRoute(boolean otherMethod) {
            return Problems.error(404, "no route");
        }
    }
}
