package io.berth.remote.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
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
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** How many connections one registry gets. */
@Timeout(60)
class ConnectionsTest {
    private static final int CALLS = RemoteLimits.REGISTRY_CONNECTIONS_MAX * 4;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(RemoteLimits.REGISTRY_CONNECTIONS_MAX);

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
            assertThat(most).hasValue(RemoteLimits.REGISTRY_CONNECTIONS_MAX);
        }
    }

    @Test
    void soManySettingsAreKeptApart() throws TlsFailed {
        ConnectionProvider connections = ConnectionProvider.newConnection();
        LoopResources loops = LoopResources.create("test");
        try {
            HttpClients clients = new HttpClients(connections, loops);
            for (int i = 1; i <= RemoteLimits.CLIENTS_KEPT_MAX; i++) {
                clients.of(plain(), Duration.ofSeconds(i));
                clients.of(plain(), Duration.ofSeconds(i));
            }
            assertThat(clients.kept()).isEqualTo(RemoteLimits.CLIENTS_KEPT_MAX);
            clients.of(plain(), Duration.ofDays(1));
            assertThat(clients.kept()).isEqualTo(1);
        } finally {
            loops.dispose();
        }
    }

    private static HttpCall plain() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        return new HttpCall(
                "GET", URI.create("http://127.0.0.1:1/"), address, null, Tls.VERIFIED, null, Map.of(), null);
    }

    @Test
    void tlsThatNeedNotBeThereIsWaitedForAShorterTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpTransport transport = new HttpTransport()) {
            Duration most = RemoteLimits.UNVERIFIED_HANDSHAKE_MAX;
            for (Duration connect : List.of(Duration.ofMillis(100), most.multipliedBy(10))) {
                Duration waited = connect.compareTo(most) < 0 ? connect : most;
                assertThatThrownBy(() -> hello(transport, silent.getLocalPort(), connect))
                        .hasStackTraceContaining("timed out after " + waited.toMillis() + "ms");
            }
        }
    }

    private static void hello(HttpTransport transport, int port, Duration connect) throws IOException {
        URI uri = URI.create("https://127.0.0.1:" + port + "/v2/");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpCall call = new HttpCall("GET", uri, address, null, Tls.UNVERIFIED, null, Map.of(), null);
        TransportSettings usual = TransportSettings.DEFAULTS;
        TransportSettings settings = new TransportSettings(connect, usual.answer(), usual.idle(), usual.windowBytes());
        transport.send(call, settings, new CancelToken()).close();
    }

    private static int status(HttpTransport transport, InetSocketAddress address) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/v2/");
        HttpCall call = new HttpCall("GET", uri, address, null, Tls.VERIFIED, null, Map.of(), null);
        try (HttpAnswer answer = transport.send(call, TransportSettings.DEFAULTS, new CancelToken())) {
            return answer.status();
        }
    }
}
