package io.berth.webhook;

import io.berth.event.Event;
import io.berth.event.EventFilter;
import io.berth.index.EventLog;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.transfer.Signal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver of events, in order, on a thread of its own: the next are sent when these are taken. Nothing waits in
 * memory but what is being sent; the rest waits in the log. Where the daemon dies between the receiver's answer and the
 * note of it, the same events are sent again.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Receiver receiver;
    private final EventFilter filter;
    private final Place place;
    private final Signal signal = new Signal();
    private final CancelToken stop = new CancelToken();
    private final Tally tally;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long cursor;
    private long noted;
    private long missed;

    /** What all deliveries of a daemon stand on. */
    record Place(String daemon, EventLog log, Post post, Patience patience) {}

    /** Begins, when the one before with this name has come to its end. */
    Delivery(Receiver receiver, Place place, @Nullable Delivery before) {
        this.receiver = receiver;
        this.filter = receiver.hook().filter();
        this.place = place;
        this.tally = new Tally();
        Thread.ofVirtual().name("webhook-" + receiver.hook().name()).start(() -> {
            if (before != null) {
                before.await();
            }
            try {
                run();
            } finally {
                ended.countDown();
            }
        });
    }

    Receiver receiver() {
        return receiver;
    }

    /** There is something new in the log. */
    void wake() {
        signal.raise();
    }

    /** Ends what is being sent; whether it was taken is not known then. */
    void stop() {
        stop.cancel();
        signal.raise();
    }

    /** Waits for the end of a delivery that was stopped. */
    void await() {
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException _) {
                // Nobody interrupts threads here.
            }
        }
    }

    HookStatus status(long last) {
        return tally.status(receiver.hook(), last);
    }

    private void run() {
        boolean begun = false;
        while (!stop.isCancelled()) {
            try {
                if (!begun) {
                    cursor = place.log().cursor(receiver.hook().name());
                    noted = cursor;
                    tally.moved(cursor);
                    begun = true;
                }
                step();
            } catch (RuntimeException e) {
                LOG.warn("webhook {}: {}", receiver.hook(), e.toString());
                stop.await(place.patience().wait(tally.failed(0, e.toString()), Optional.empty()));
            }
        }
        if (begun) {
            rest();
        }
    }

    /** Takes the next events from the log, or waits for some. */
    private void step() {
        EventLog.Page page = place.log().after(cursor, Limits.WEBHOOK_EVENTS_MAX, Limits.WEBHOOK_BYTES_MAX);
        if (page.events().isEmpty()) {
            signal.await(LOOK);
            return;
        }
        missed += page.missed();
        List<Event> wanted = page.events().stream()
                .filter(event -> filter.takes(event.what()))
                .toList();
        if (!wanted.isEmpty()) {
            if (!deliver(wanted)) {
                return; // stopped
            }
            tally.delivered(wanted.size(), missed);
            missed = 0;
        }
        cursor = page.events().getLast().seq();
        tally.moved(cursor);
        if (!wanted.isEmpty() || cursor - noted >= Limits.WEBHOOK_EVENTS_MAX) {
            note();
        }
    }

    /** What nobody wants is noted now and then; what was forgotten stays to be told until somebody takes it. */
    private void note() {
        if (missed == 0 && cursor != noted) {
            place.log().moved(receiver.hook().name(), cursor);
            noted = cursor;
        }
    }

    private void rest() {
        try {
            note();
        } catch (RuntimeException e) {
            LOG.warn("webhook {}: its place could not be noted: {}", receiver.hook(), e.toString());
        }
    }

    /** Sends until it is taken; false where it was stopped. */
    private boolean deliver(List<Event> events) {
        byte[] body = Envelope.of(place.daemon(), missed, events);
        Map<String, String> headers = headers(body);
        while (!stop.isCancelled()) {
            Optional<Duration> asked = Optional.empty();
            int failures;
            try {
                Post.Answer answer = place.post().send(receiver.hook().url(), headers, body, stop);
                if (answer.status() >= 200 && answer.status() < 300) {
                    tally.taken(answer.status());
                    return true;
                }
                asked = answer.retryAfter();
                failures = tally.failed(answer.status(), "it answered " + answer.status());
            } catch (IOException e) {
                failures = tally.failed(0, String.valueOf(e.getMessage()));
            }
            if (!stop.isCancelled()) {
                pause(failures, asked);
            }
        }
        return false;
    }

    private void pause(int failures, Optional<Duration> asked) {
        Duration wait = place.patience().wait(failures, asked);
        if (failures == 1) {
            LOG.warn("webhook {} fails, and is tried again: {}", receiver.hook(), tally.error());
        }
        tally.waits(Instant.now().plus(wait));
        stop.await(wait);
    }

    private Map<String, String> headers(byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>(receiver.secrets().headers());
        headers.put("Content-Type", "application/json");
        headers.put("Berth-Webhook", receiver.hook().name());
        if (receiver.secrets().signs()) {
            headers.put("Berth-Signature", receiver.secrets().signature(body));
        }
        return headers;
    }
}
