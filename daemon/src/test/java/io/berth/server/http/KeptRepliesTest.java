package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ShortCut} gives again. */
class KeptRepliesTest extends PromptCase {
    @Test
    void theSameAnswerIsGivenAgainWithoutAskingForIt() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            Answered first = client.ask("GET", "/file/1").answer();
            file.write("new text");
            Answered second = client.ask("GET", "/file/1").answer();
            assertThat(second.body()).isEqualTo("new text");
            assertThat(second.headers().keySet()).isEqualTo(first.headers().keySet());
            assertThat(second.header("etag")).isEqualTo("e");
        }
        assertThat(file.asked).hasValue(1);
        assertThat(file.openedAgain).hasValue(1);
    }

    @Test
    void anAnswerThatIsNotBelievedAnyMoreIsAskedForAnew() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            file.believed = false;
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
        assertThat(file.asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Range: bytes=4-",
                "If-Range: \"e\"",
                "If-Match: \"e\"",
                "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void aConditionOrARangeIsLeftToTheHandler(String header) throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            assertThat(client.ask("GET", "/file/1", header).answer().body())
                    .isEqualTo(header.startsWith("Range") ? "file" : "the file");
        }
        assertThat(file.openedAgain).hasValue(0);
    }

    @Test
    void aPartOfAFileIsNotGivenForTheWhole() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            assertThat(client.ask("GET", "/file/1", "Range: bytes=4-").answer().body())
                    .isEqualTo("file");
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
    }

    @Test
    void aSmallFileThatIsShorterThanWasToldIsAskedForAnew() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            file.write("cut");
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("cut");
        }
        assertThat(file.asked).hasValue(2);
    }

    @Test
    void whatIsAskedForTwiceIsGivenFromMemory() throws Exception {
        file.write("x".repeat(Limits.KEPT_BODY_BYTES_MAX));
        try (RawClient client = RawClient.connect(server.address)) {
            Answered first = client.ask("GET", "/file/1").answer();
            for (int i = 0; i < 3; i++) {
                Answered again = client.ask("GET", "/file/1").answer();
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(again.headers().keySet()).isEqualTo(first.headers().keySet());
            }
        }
        assertThat(file.asked).hasValue(1);
        assertThat(file.openedAgain).hasValue(1);
        assertThat(file.given).hasValue(2);
        for (int i = 0; i < 4; i++) {
            assertThat(server.served.take()).isEqualTo("GET /file/{id} 200");
        }
    }

    @Test
    void whatIsLargerIsOpenedEachTime() throws IOException {
        file.write("x".repeat(Limits.KEPT_BODY_BYTES_MAX + 1));
        try (RawClient client = RawClient.connect(server.address)) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.ask("GET", "/file/1").answer().body()).hasSize(Limits.KEPT_BODY_BYTES_MAX + 1);
            }
        }
        assertThat(file.openedAgain).hasValue(3);
        assertThat(file.given).hasValue(0);
    }

    @Test
    void whatIsInMemoryAndNotBelievedAnyMoreIsAskedForAnew() throws IOException {
        try (RawClient client = RawClient.connect(server.address)) {
            client.ask("GET", "/file/1").answer();
            client.ask("GET", "/file/1").answer();
            file.believed = false;
            file.write("another");
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("another");
        }
        assertThat(file.asked).hasValue(2);
    }

    @Test
    void bytesThatAreNotGenuineAreNotKept() throws IOException {
        file.genuine = false;
        try (RawClient client = RawClient.connect(server.address)) {
            for (int i = 0; i < 3; i++) {
                client.ask("GET", "/file/1").answer();
            }
        }
        assertThat(file.asked).hasValue(3);
        assertThat(file.given).hasValue(0);
    }

    @Test
    void soManyBytesAreKeptInMemory() throws IOException {
        int most = Limits.KEPT_BODIES_BYTES_MAX / Limits.KEPT_BODY_BYTES_MAX;
        file.write("x".repeat(Limits.KEPT_BODY_BYTES_MAX));
        try (RawClient client = RawClient.connect(server.address)) {
            for (int i = 0; i < most; i++) {
                client.ask("GET", "/file/" + i).answer();
                client.ask("GET", "/file/" + i).answer();
            }
            assertThat(client.ask("GET", "/file/0").answer().status()).isEqualTo(200);
            assertThat(file.given).hasValue(1);
            file.write("y");
            client.ask("GET", "/file/one-more").answer();
            client.ask("GET", "/file/one-more").answer();
            assertThat(client.ask("GET", "/file/0").answer().body()).isEqualTo("y");
            assertThat(file.given).hasValue(1);
        }
    }

    @Test
    void soManyAnswersAreKeptAndTheLongestTargetIsTheLast() throws IOException {
        String longest = "/file/" + "1".repeat(Limits.KEPT_TARGET_MAX - "/file/".length());
        try (RawClient client = RawClient.connect(server.address)) {
            file.write("x".repeat(Limits.KEPT_BODY_BYTES_MAX + 1)); // not in memory, so that it is opened each time
            client.ask("GET", longest).answer();
            client.ask("GET", longest).answer();
            assertThat(file.openedAgain).hasValue(1);
            client.ask("GET", longest + "1").answer();
            client.ask("GET", longest + "1").answer();
            assertThat(file.openedAgain).hasValue(1);
            for (int i = 1; i < Limits.KEPT_REPLIES_MAX; i++) {
                client.ask("GET", "/file/" + i).answer();
            }
            client.ask("GET", longest).answer();
            assertThat(file.openedAgain).hasValue(2);
            client.ask("GET", "/file/one-more").answer();
            client.ask("GET", longest).answer();
            assertThat(file.openedAgain).hasValue(2);
        }
    }
}
