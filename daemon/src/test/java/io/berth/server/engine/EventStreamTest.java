package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.io.Limits;
import io.berth.server.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamTest {
    private static final Instant THEN = Instant.ofEpochSecond(1_700_000_000);

    private final FakeIndex index = new FakeIndex();
    private final EventBus bus = new EventBus();
    private final Listener listener = new Listener();

    @Test
    void untilInThePastEndsAfterTheLog() throws Exception {
        index.log.addAll(List.of(event(1, THEN), event(2, THEN.plusSeconds(1)), event(3, THEN.plusSeconds(9))));
        Thread stream =
                start(FakeRequest.get("/events").with("since", "1700000000").with("until", "1700000005"));
        stream.join();
        assertThat(listener.rows).extracting(EventStreamTest::actor).containsExactly("e1", "e2");
    }

    @Test
    void plainStreamBeginsWithWhatComes() throws Exception {
        index.log.add(event(1, THEN));
        start(FakeRequest.get("/events"));
        listener.opened.await();
        bus.publish(event(2, Instant.now()));
        assertThat(actor(listener.next())).isEqualTo("e2");
    }

    @Test
    void whatIsInTheLogAndOnTheBusComesOnce() throws Exception {
        index.log.addAll(List.of(event(1, THEN), event(2, THEN)));
        start(FakeRequest.get("/events").with("since", "0"));
        assertThat(actor(listener.next())).isEqualTo("e1");
        assertThat(actor(listener.next())).isEqualTo("e2");
        bus.publish(event(2, THEN));
        bus.publish(event(3, Instant.now()));
        assertThat(actor(listener.next())).isEqualTo("e3");
    }

    @Test
    void cursorGoesOnBehindItsPlaceAndEachRowSaysItsOwn() throws Exception {
        index.log.addAll(List.of(event(1, THEN), event(2, THEN)));
        start(FakeRequest.get("/events").with("cursor", "1"));
        assertThat(listener.next()).contains("\"ID\":\"e2\"").contains("\"cursor\":2");
    }

    @Test
    void cursorOfALostLogMissesNothingNew() throws Exception {
        start(FakeRequest.get("/events").with("cursor", "500"));
        listener.opened.await();
        bus.publish(event(1, Instant.now()));
        assertThat(actor(listener.next())).isEqualTo("e1");
    }

    @Test
    void rowsOfJsonSeqBeginWithTheSeparator() throws Exception {
        index.log.add(event(1, THEN));
        start(FakeRequest.get("/events").with("since", "0").header("Accept", "application/json-seq"));
        assertThat(listener.next()).startsWith("\u001e{").endsWith("}\n");
    }

    @Test
    void filtersApplyToLogAndBus() throws Exception {
        index.log.addAll(List.of(event(1, THEN), event(2, THEN)));
        start(FakeRequest.get("/events").with("since", "0").with("filters", "{\"image\":[\"e2\",\"e4\"]}"));
        assertThat(actor(listener.next())).isEqualTo("e2");
        bus.publish(event(3, Instant.now()));
        bus.publish(event(4, Instant.now()));
        assertThat(actor(listener.next())).isEqualTo("e4");
    }

    @Test
    void slowClientIsDroppedAndNeverHoldsUpThePublisher() throws Exception {
        Thread stream = start(FakeRequest.get("/events"));
        listener.opened.await();
        listener.stop();
        bus.publish(event(1, Instant.now()));
        listener.stopped.await();
        for (int seq = 2; seq <= Limits.EVENTS_WAITING_MAX + 2; seq++) {
            bus.publish(event(seq, Instant.now()));
        }
        listener.goOn();
        stream.join();
        List<String> rows = List.copyOf(listener.rows);
        assertThat(rows).hasSize(Limits.EVENTS_WAITING_MAX + 2);
        assertThat(rows.getLast()).contains("\"error\":\"events come faster than they are read");
        assertThat(bus.subscribers()).isZero();
    }

    @Test
    void clientThatKeepsUpWithTheBoundStays() throws Exception {
        start(FakeRequest.get("/events"));
        listener.opened.await();
        listener.stop();
        bus.publish(event(1, Instant.now()));
        listener.stopped.await();
        for (int seq = 2; seq <= Limits.EVENTS_WAITING_MAX + 1; seq++) {
            bus.publish(event(seq, Instant.now()));
        }
        listener.goOn();
        String row = "";
        for (int i = 0; i <= Limits.EVENTS_WAITING_MAX; i++) {
            row = listener.next();
        }
        assertThat(actor(row)).isEqualTo("e" + (Limits.EVENTS_WAITING_MAX + 1));
    }

    @Test
    void goneClientEndsTheWriter() throws Exception {
        Thread stream = start(FakeRequest.get("/events"));
        listener.opened.await();
        listener.leave();
        assertThat(stream.join(Duration.ofSeconds(20))).isTrue();
        assertThat(bus.subscribers()).isZero();
    }

    private Thread start(FakeRequest request) throws IOException {
        Reply reply = RouteTable.of(new EventEndpoints(index, bus)).call(request);
        Reply.Writer writer = ((Reply.Stream) reply).writer();
        return Thread.ofVirtual().start(() -> {
            try {
                writer.write(listener, listener);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Event event(long seq, Instant at) {
        return new Event(seq, at, new Draft("image", "tag", "e" + seq, Map.of()));
    }

    private static String actor(String row) {
        return Json.MAPPER.readTree(row).get("Actor").get("ID").stringValue();
    }

    /** A client: takes rows, can stop reading and can leave. */
    private static final class Listener extends OutputStream implements Reply.Client {
        final BlockingQueue<String> rows = new LinkedBlockingQueue<>();
        final CountDownLatch opened = new CountDownLatch(1);
        final CountDownLatch stopped = new CountDownLatch(1);
        private volatile CountDownLatch door = new CountDownLatch(0);
        private volatile Runnable onGone = () -> {};

        void stop() {
            door = new CountDownLatch(1);
        }

        void goOn() {
            door.countDown();
        }

        void leave() {
            onGone.run();
        }

        String next() throws InterruptedException {
            String row = rows.poll(20, TimeUnit.SECONDS);
            assertThat(row).as("a row").isNotNull();
            return row;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (door.getCount() > 0) {
                stopped.countDown();
                try {
                    door.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            rows.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flush() {
            opened.countDown();
        }

        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public void onGone(Runnable action) {
            onGone = action;
        }
    }
}
