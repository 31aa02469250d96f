package io.berth.webhook;

import io.berth.event.EventBus;
import io.berth.index.EventLog;
import io.berth.problem.Problem;
import io.berth.remote.Remotes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All webhooks of the daemon. Each is told of every event that it wants at least once, in the order of the log, across
 * restarts and crashes; none waits for another. The first time that one is configured it begins with what happens then.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final Delivery.Place place;
    private final EventBus.Subscription subscription;
    private volatile Map<String, Delivery> running = Map.of();

    /**
     * Begins with none.
     *
     * @param daemon its id, which receivers are told
     */
    public Webhooks(String daemon, EventLog log, EventBus bus, Remotes remotes) {
        this(
                new Delivery.Place(
                        daemon,
                        log,
                        (url, headers, body, cancel) -> {
                            Remotes.Posted posted = remotes.post(url, headers, body, cancel);
                            return new Post.Answer(posted.status(), posted.retryAfter());
                        },
                        Patience.USUAL),
                bus);
    }

    Webhooks(Delivery.Place place, EventBus bus) {
        this.place = place;
        this.subscription = bus.subscribe(
                _ -> running.values().forEach(Delivery::wake)); // never waits: the publisher is the writer
    }

    /**
     * From now on these are the ones. One that is new begins behind the last event, one that has changed goes on where it
     * was, one that has not goes on as it is. Where the store cannot be changed the ones before stay, and the log tells so.
     */
    public synchronized void reload(List<Receiver> receivers) {
        try {
            place.log().keep(receivers.stream().map(one -> one.hook().name()).collect(Collectors.toSet()));
        } catch (Problem e) {
            LOG.error("the webhooks stay as they were: {}", e.text());
            return;
        }
        Map<String, Delivery> before = new HashMap<>(running);
        Map<String, Delivery> after = new LinkedHashMap<>();
        for (Receiver receiver : receivers) {
            Delivery old = before.remove(receiver.hook().name());
            if (old != null && old.receiver().equals(receiver)) {
                after.put(receiver.hook().name(), old);
                continue;
            }
            if (old != null) {
                old.stop();
            }
            after.put(receiver.hook().name(), new Delivery(receiver, place, old));
        }
        before.values().forEach(Delivery::stop);
        running = after;
    }

    /** In the order of the configuration. */
    public List<HookStatus> status() {
        long last = running.isEmpty() ? 0 : place.log().last();
        return running.values().stream().map(one -> one.status(last)).toList();
    }

    /** Ends what is being sent. */
    @Override
    public void close() {
        subscription.close();
        List<Delivery> all = List.copyOf(running.values());
        all.forEach(Delivery::stop);
        all.forEach(Delivery::await);
    }
}
