package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page in a browser on this machine may not reach by TCP. {@code PORT} stands for the listener's. */
class TcpGuardTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
        server.routes.get("/secret", _ -> TestServer.text("secret"));
        server.serve();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Answered ask(String headers) throws IOException {
        int port = ((ListenAddress.Tcp) server.tcp).port();
        String lines = headers.replace("PORT", Integer.toString(port)).replace("; ", "\r\n");
        try (RawClient client = server.connect("tcp").send("GET /secret HTTP/1.1\r\n" + lines + "\r\n\r\n")) {
            return client.answer();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1:PORT",
                "Host: 127.0.0.1",
                "Host: 127.8.8.8:PORT",
                "Host: localhost:PORT",
                "Host: LocalHost",
                "Host: api.moby.localhost",
                "Host: [::1]:PORT",
                "Host: localhost:PORT; Origin: http://localhost:PORT",
                "Host: localhost:PORT; Sec-Fetch-Site: none",
                "Host: localhost:PORT; Sec-Fetch-Site: same-origin",
            })
    void isServed(String headers) throws IOException {
        assertThat(ask(headers).body()).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Host: ",
                "Host: evil.example",
                "Host: evil.example:PORT",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost.evil.example:PORT",
                "Host: notlocalhost",
                "Host: 0.0.0.0:PORT",
                "Host: 192.168.1.1",
                "Host: [::2]",
                "Host: localhost:PORT; Origin: http://evil.example",
                "Host: localhost:PORT; Origin: null",
                "Host: localhost:PORT; Origin: http://localhost:1",
                "Host: localhost:PORT; Origin: https://localhost:PORT",
                "Host: localhost:PORT; Sec-Fetch-Site: cross-site",
                "Host: localhost:PORT; Sec-Fetch-Site: same-site",
            })
    void isRefused(String headers) throws IOException {
        assertThat(ask(headers)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).startsWith("{\"message\":\"").doesNotContain("secret");
        });
    }
}
