package io.berth.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams being written, so that they can be told when the daemon stops. */
final class OpenStreams {
    private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    StreamClient open() {
        StreamClient client = new StreamClient(clients::remove);
        clients.add(client);
        if (stopping) {
            client.tellGone();
        }
        return client;
    }

    void stop() {
        stopping = true;
        clients.forEach(StreamClient::tellGone);
    }
}
