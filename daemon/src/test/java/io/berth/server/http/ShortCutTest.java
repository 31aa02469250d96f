package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ShortCutTest extends PromptCase {
    @Test
    void aFileAtHandIsSentWithItsHeadersAndTold() throws Exception {
        try (RawClient client = RawClient.connect(server.address).ask("GET", "/file/1")) {
            assertThat(client.answer()).satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("the file");
                assertThat(answer.header("etag")).isEqualTo("e");
                assertThat(answer.header("of-the-dialect")).isEqualTo("yes");
                assertThat(answer.header("date")).endsWith("GMT");
                assertThat(answer.header("content-type")).isEqualTo("text/plain");
            });
        }
        assertThat(server.served.take()).isEqualTo("GET /file/{id} 200");
    }

    @Test
    void headersAndNotModifiedComeWithoutABody() throws Exception {
        try (RawClient client = RawClient.connect(server.address)) {
            assertThat(client.ask("HEAD", "/file/1").head().header("content-length"))
                    .isEqualTo("8");
            assertThat(client.ask("GET", "/file/1", "If-None-Match: e").head().status())
                    .isEqualTo(304);
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
    }

    @Test
    void requestsAreAnsweredInTheirOrder() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.send(request.formatted("/file/1") + request.formatted("/slow") + request.formatted("/file/2"));
            assertThat(client.answer().body()).isEqualTo("the file");
            server.slowMayEnd.countDown();
            assertThat(client.answer().body()).isEqualTo("slow");
            assertThat(client.answer().body()).isIn("the file", "on a thread");
        }
    }

    @Test
    void whatIsNotAtHandIsHandled() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            assertThat(client.ask("GET", "/file/later").answer().body()).isEqualTo("on a thread");
            assertThat(client.ask("GET", "/file/failure").answer().status()).isEqualTo(404);
            assertThat(client.ask("GET", "/none").answer().status()).isEqualTo(404);
        }
    }

    @Test
    void aRequestThatEndsTheConnectionEndsIt() throws IOException {
        try (RawClient client = RawClient.connect(server.address).ask("GET", "/file/1", "Connection: close")) {
            assertThat(client.answer().body()).isEqualTo("the file");
            assertThat(client.isEnded()).isTrue();
        }
        try (RawClient client =
                RawClient.connect(server.address).send("GET /file/1 HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            assertThat(client.answer().body()).isEqualTo("the file");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyThatNobodyReadsIsNoRequest() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            client.send("GET /file/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nGET /");
            assertThat(client.answer().body()).isIn("the file", "on a thread");
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
    }

    @Test
    void aWebPageIsRefusedHereToo() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            assertThat(client.ask("GET", "/file/1", "Origin: http://evil.example")
                            .answer()
                            .status())
                    .isEqualTo(403);
            client.send("GET /file/1 HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(403);
        }
        assertThat(file.openedAgain).hasValue(0);
    }

    @Test
    void whoHasEndedSendingIsAnsweredAndTheConnectionEnds() throws IOException {
        for (int i = 0; i < 4; i++) {
            try (RawClient client =
                    RawClient.connect(server.address).ask("GET", "/file/1").endSending()) {
                assertThat(client.answer().body()).isEqualTo("the file");
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    @Test
    void anEmptyFileIsSent() throws IOException {
        file.write("");
        try (RawClient client = RawClient.connect(server.address)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.ask("GET", "/file/1").answer().status()).isEqualTo(200);
            }
        }
        assertThat(file.openedAgain).hasValue(1);
    }

    @Test
    void aFaultOfOursIsToldTheLongerWay() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            file.broken = true;
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("on a thread");
        }
    }

    @Test
    void aFileThatIsShorterThanWasToldEndsTheConnection() throws IOException {
        int length = Limits.KEPT_BODY_BYTES_MAX + 1;
        file.write("x".repeat(length));
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            file.write("cut");
            client.ask("GET", "/file/1").head();
            assertThat(client.bytes().readAllBytes()).hasSizeLessThan(length);
        }
    }

    @Test
    void aStopWaitsForWhatAClientHasNotTakenYet() throws Exception {
        String large = "x".repeat(8 << 20);
        file.write(large);
        try (RawClient client = RawClient.connect(server.address).ask("GET", "/file/1")) {
            Answered head = client.head();
            Thread stop = Thread.ofPlatform().start(server.listeners::close);
            assertThat(head.header("content-length")).isEqualTo(Integer.toString(large.length()));
            assertThat(client.bytes().readNBytes(large.length())).hasSize(large.length());
            stop.join();
        }
    }
}
