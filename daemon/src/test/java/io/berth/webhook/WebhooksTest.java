package io.berth.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.index.EventLog;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class WebhooksTest {
    private final EventBus bus = new EventBus();
    private final Log log = new Log();
    private final Server server = new Server();
    private Webhooks webhooks = open();

    private Webhooks open() {
        Patience patience = new Patience(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(4));
        return new Webhooks(new Delivery.Place("me", log, server, patience), bus);
    }

    @AfterEach
    void close() {
        webhooks.close();
        assertThat(bus.subscribers()).isZero();
    }

    private static Receiver receiver(String name, String path, String... types) {
        Map<String, List<String>> filters = types.length == 0 ? Map.of() : Map.of("type", List.of(types));
        return new Receiver(new Hook(name, URI.create("http://x/" + path), filters, null), HookSecrets.NONE);
    }

    private void happens(String... actions) {
        for (String action : actions) {
            bus.publish(log.add(new Draft("image", action, "x", Map.of())));
        }
    }

    @Test
    void tellsWhatHappensInOrder() throws Exception {
        happens("before");
        webhooks.reload(List.of(receiver("a", "ok")));
        happens("pull", "tag", "delete");
        assertThat(server.taken("ok", 3)).containsExactly("pull", "tag", "delete");
        webhooks.close();
        assertThat(log.cursors).containsExactly(Map.entry("a", 4L));
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        webhooks.reload(List.of(receiver("a", "ok")));
        happens("pull");
        assertThat(server.taken("ok", 1)).containsExactly("pull");
        webhooks.close();
        happens("tag");
        webhooks = open();
        webhooks.reload(List.of(receiver("a", "ok")));
        assertThat(server.taken("ok", 1)).containsExactly("tag");
    }

    @Test
    void whatIsRefusedIsSentAgainBeforeAnythingElse() throws Exception {
        server.status = 503;
        webhooks.reload(List.of(receiver("a", "ok")));
        happens("pull");
        server.asked("ok", 3);
        assertThat(status().failures()).isPositive();
        assertThat(status().error()).isEqualTo("it answered 503");
        happens("tag");
        server.status = 204;
        assertThat(server.taken("ok", 2)).containsExactly("pull", "tag");
        webhooks.close();
        assertThat(status().failures()).isZero();
        assertThat(status().delivered()).isEqualTo(2);
        assertThat(status().behind()).isZero();
    }

    @Test
    void redirectIsARefusalAndNoAnswerIsOneToo() throws Exception {
        server.status = 302;
        webhooks.reload(List.of(receiver("a", "ok")));
        happens("pull");
        server.asked("ok", 2);
        server.status = -1;
        while (!status().error().equals("no route to x")) {
            Thread.onSpinWait();
        }
        assertThat(status().status()).isZero();
    }

    @Test
    void oneThatHangsHoldsUpNobodyAndIsLetGoOfAtTheEnd() throws Exception {
        webhooks.reload(List.of(receiver("slow", "hang"), receiver("a", "ok")));
        happens("pull", "tag");
        assertThat(server.taken("ok", 2)).containsExactly("pull", "tag");
        assertThat(webhooks.status()).extracting(HookStatus::name).containsExactly("slow", "a");
        webhooks.close();
        assertThat(log.cursors.get("slow")).isZero();
    }

    @Test
    void filtersLetTheOthersPass() throws Exception {
        webhooks.reload(List.of(receiver("a", "ok", "daemon")));
        IntStream.range(0, 3 * Limits.WEBHOOK_EVENTS_MAX).forEach(_ -> happens("pull"));
        bus.publish(log.add(new Draft("daemon", "reload", "x", Map.of())));
        assertThat(server.taken("ok", 1)).containsExactly("reload");
    }

    @Test
    void changedOneGoesOnAndOneThatIsGoneIsForgotten() throws Exception {
        webhooks.reload(List.of(receiver("a", "hang"), receiver("b", "other")));
        happens("pull");
        assertThat(server.taken("other", 1)).containsExactly("pull");
        webhooks.reload(List.of(receiver("a", "ok")));
        assertThat(server.taken("ok", 1)).containsExactly("pull");
        assertThat(log.cursors).containsOnlyKeys("a");
        assertThat(webhooks.status()).extracting(HookStatus::name).containsExactly("a");
    }

    @Test
    void whatTheLogHasForgottenIsTold() throws Exception {
        webhooks.reload(List.of(receiver("a", "ok")));
        happens("pull");
        server.taken("ok", 1);
        webhooks.close();
        happens("lost", "lost", "tag");
        log.forget(3);
        webhooks = open();
        webhooks.reload(List.of(receiver("a", "ok")));
        assertThat(server.taken("ok", 1)).containsExactly("tag");
        assertThat(server.last().get("missed").asInt()).isEqualTo(2);
        assertThat(server.last().get("daemon").asString()).isEqualTo("me");
        webhooks.close();
        assertThat(status().missed()).isEqualTo(2);
    }

    private HookStatus status() {
        return webhooks.status().getFirst();
    }

    /** In memory. */
    private static final class Log implements EventLog {
        private final List<Event> events = new ArrayList<>();
        private final Map<String, Long> cursors = new TreeMap<>();
        private long end;

        synchronized Event add(Draft what) {
            Event event = new Event(++end, Instant.now(), what);
            events.add(event);
            return event;
        }

        synchronized void forget(long upTo) {
            events.removeIf(event -> event.seq() <= upTo);
        }

        @Override
        public synchronized void keep(Set<String> names) {
            cursors.keySet().retainAll(names);
            names.forEach(name -> cursors.putIfAbsent(name, end));
        }

        @Override
        public synchronized long cursor(String name) {
            return cursors.getOrDefault(name, 0L);
        }

        @Override
        public synchronized void moved(String name, long cursor) {
            cursors.computeIfPresent(name, (_, _) -> cursor);
        }

        @Override
        public synchronized Page after(long cursor, int countMax, int bytesMax) {
            List<Event> next = events.stream()
                    .filter(event -> event.seq() > cursor)
                    .limit(countMax)
                    .toList();
            return new Page(next, next.isEmpty() ? 0 : next.getFirst().seq() - cursor - 1);
        }

        @Override
        public synchronized long last() {
            return end;
        }
    }

    /** Answers as it is told; what is sent to {@code /hang} never is. */
    private static final class Server implements Post {
        private final Map<String, BlockingQueue<JsonNode>> asked = Map.of(
                "/ok",
                new LinkedBlockingQueue<>(),
                "/other",
                new LinkedBlockingQueue<>(),
                "/hang",
                new LinkedBlockingQueue<>());
        private final List<JsonNode> all = new ArrayList<>();
        private volatile int status = 200;

        @Override
        public Answer send(URI url, Map<String, String> headers, byte[] body, CancelToken cancel) throws IOException {
            if (url.getPath().equals("/hang")) {
                cancel.await(Duration.ofDays(1));
                throw new IOException("cancelled");
            }
            if (status < 0) {
                throw new IOException("no route to x");
            }
            assertThat(headers)
                    .containsEntry("Content-Type", "application/json")
                    .containsKey("Berth-Webhook");
            int answer = status;
            JsonNode read = JsonMapper.shared().readTree(new String(body, StandardCharsets.UTF_8));
            ((tools.jackson.databind.node.ObjectNode) read).put("answer", answer);
            synchronized (all) {
                all.add(read);
            }
            asked.get(url.getPath()).add(read);
            return new Answer(answer, Optional.of(Duration.ofHours(1)));
        }

        void asked(String path, int times) throws InterruptedException {
            for (int i = 0; i < times; i++) {
                asked.get("/" + path).take();
            }
        }

        JsonNode last() {
            synchronized (all) {
                return all.getLast();
            }
        }

        /** The actions of the next events that were taken. */
        List<String> taken(String path, int count) throws InterruptedException {
            List<String> actions = new ArrayList<>();
            while (actions.size() < count) {
                JsonNode read = asked.get("/" + path).take();
                if (read.get("answer").asInt() < 300) {
                    read.get("events")
                            .forEach(event -> actions.add(event.get("Action").asString()));
                }
            }
            return actions;
        }
    }
}
