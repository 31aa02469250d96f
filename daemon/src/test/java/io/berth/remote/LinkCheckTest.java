package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.RemoteLimits;
import io.berth.remote.Checkup.Status;
import io.berth.remote.Checkup.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkCheckTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress CLOSED = new InetSocketAddress(HERE, 1);

    private final StepLog log = new StepLog();

    private LinkCheck check(int port) {
        return new LinkCheck(new Endpoint(URI.create("https://127.0.0.1:" + port), false), null, log);
    }

    private Step last() {
        return log.steps().getLast();
    }

    private static List<InetSocketAddress> behindClosedOnes(int closed, ServerSocket open) {
        List<InetSocketAddress> addresses = new ArrayList<>(Collections.nCopies(closed, CLOSED));
        addresses.add(new InetSocketAddress(HERE, open.getLocalPort()));
        return addresses;
    }

    @Test
    void soManyAddressesAreTriedAndNoMore() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, HERE)) {
            LinkCheck check = check(server.getLocalPort());
            try (Socket socket = check.connected(behindClosedOnes(RemoteLimits.CHECK_ADDRESSES_MAX - 1, server))) {
                assertThat(socket).isNotNull();
            }
            assertThat(last().detail()).startsWith("connected to").contains("refused");
            assertThat(check.connected(behindClosedOnes(RemoteLimits.CHECK_ADDRESSES_MAX, server)))
                    .isNull();
            assertThat(last().status()).isEqualTo(Status.FAILED);
        }
    }

    /** After {@code RemoteLimits.CHECK_ANSWER_MAX}. */
    @Test
    @Tag("full")
    void serverThatNeverSaysAWordOfTlsIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, HERE)) {
            assertThat(check(silent.getLocalPort()).run()).isFalse();
            assertThat(last().name()).isEqualTo("tls");
            assertThat(last().detail()).contains("Read timed out");
        }
    }

    /** After {@code RemoteLimits.CHECK_CONNECT_MAX}: whose queue of connections is full does not answer. */
    @Test
    @Tag("full")
    void addressThatDoesNotAnswerIsGivenUp() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, HERE);
                Socket first = new Socket(HERE, busy.getLocalPort());
                Socket second = new Socket(HERE, busy.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThat(check(busy.getLocalPort()).run()).isFalse();
            assertThat(last().name()).isEqualTo("tcp");
            assertThat(last().detail()).contains("timed out");
        }
    }
}
