package io.berth;

import io.berth.server.http.ListenAddress;
import io.berth.server.http.Listeners;
import io.berth.server.http.Reply;
import io.berth.server.http.RouteTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The daemon's entry point. */
public final class Berthd {
    private Berthd() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "32");
        Listeners listeners = new Listeners((_, _, _, _) -> {});
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals("-H")) {
                listeners.bind(ListenAddress.parse(args[i + 1]), null);
            }
        }
        RouteTable routes = new RouteTable();
        routes.get(
                "/_ping",
                _ -> new Reply.Bytes(
                        200,
                        "text/plain; charset=utf-8",
                        List.of("OK".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        Map.of()));
        listeners.serve(routes);
        Runtime.getRuntime().addShutdownHook(new Thread(listeners::close));
        new CountDownLatch(1).await();
    }
}
