package io.berth.remote.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many connections one registry gets. */
@Timeout(60)
class ConnectionsTest {
    private static final int CALLS = Limits.REGISTRY_CONNECTIONS_MAX * 4;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(Limits.REGISTRY_CONNECTIONS_MAX);

    /** Answers nobody before all connections are there. */
    private MockResponse answer() throws InterruptedException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        all.countDown();
        all.await();
        running.decrementAndGet();
        return new MockResponse.Builder().body("x").build();
    }

    @Test
    void whoFindsNoneFreeWaitsForOne() throws Exception {
        try (var server = new MockWebServer();
                var transport = new HttpTransport();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                    return answer();
                }
            });
            server.start(InetAddress.getLoopbackAddress(), 0);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
            List<Future<Integer>> calls = IntStream.range(0, CALLS)
                    .mapToObj(_ -> threads.submit(() -> status(transport, address)))
                    .toList();
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
            assertThat(most).hasValue(Limits.REGISTRY_CONNECTIONS_MAX);
        }
    }

    private static int status(HttpTransport transport, InetSocketAddress address) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/v2/");
        HttpCall call = new HttpCall("GET", uri, address, null, Tls.VERIFIED, null, Map.of(), null);
        try (HttpAnswer answer = transport.send(call, TransportSettings.DEFAULTS, new CancelToken())) {
            return answer.status();
        }
    }
}
