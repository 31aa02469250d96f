package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.RemoteLimits;
import io.berth.remote.transport.Proxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of a proxy's answer a check reads, and tells. */
@Timeout(60)
class ProxyTunnelTest {
    private static final String BEGIN = "HTTP/1.1 200 ";

    /** The first line that is told where the proxy answers so. */
    private static String open(String answer) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        Proxy proxy = new Proxy(false, "127.0.0.1", 1, "");
        try (ServerSocket server = new ServerSocket(0, 5, here);
                Socket client = new Socket(here, server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            accepted.shutdownOutput();
            return ProxyTunnel.open(client, proxy, "registry.test:443", Duration.ofSeconds(10));
        }
    }

    private static String answer(int bytes) {
        String begin = BEGIN + "OK\r\nX: ";
        String end = "\r\n\r\n";
        return begin + "x".repeat(bytes - begin.length() - end.length()) + end;
    }

    @Test
    void aHeadIsReadUpToItsBound() throws IOException {
        assertThat(open(answer(RemoteLimits.PROXY_HEAD_BYTES_MAX))).isEqualTo(BEGIN + "OK");
        assertThatThrownBy(() -> open(answer(RemoteLimits.PROXY_HEAD_BYTES_MAX + 1)))
                .hasMessage("its answer is too long");
    }

    @Test
    void ofALongLineTheBeginningIsTold() throws IOException {
        String most = BEGIN + "x".repeat(RemoteLimits.PROXY_LINE_LENGTH_MAX - BEGIN.length());
        assertThat(open(most + "\r\n\r\n")).isEqualTo(most);
        assertThat(open(most + "y\r\n\r\n")).isEqualTo(most);
    }
}
