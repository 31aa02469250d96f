package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SameRequestTest {
    private static final String REQUEST = "GET /file/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    private Path directory;

    private final ShortCuts all = new ShortCuts(
            new ReplyWriter(Runnable::run, new OpenStreams(), new PromptServer.PlainDialect()), (_, _, _, _) -> {});
    private final KeptRequests kept = new KeptRequests();
    private Connection connection;
    private FileAtHand file;

    @BeforeEach
    void connect() throws IOException {
        file = new FileAtHand(directory.resolve("file"));
        file.write("the file");
        RouteTable routes = new RouteTable();
        routes.get("/file/{id}", file);
        all.serve(routes);
        connection = new Connection();
        connection.send(REQUEST); // from the file
        connection.send(REQUEST); // from memory, and the bytes are kept
        assertThat(connection.decoded).isEqualTo(2);
        connection.received();
    }

    @AfterEach
    void close() {
        connection.close();
        all.stop(System.nanoTime());
    }

    /** What bytes become on their way to the short cut: how many requests are decoded is counted. */
    private final class Connection {
        private final EmbeddedChannel channel;
        private int decoded;

        Connection() {
            HalfClose requests = new HalfClose();
            SameRequest same = new SameRequest(all, requests, kept);
            ChannelInboundHandlerAdapter count = new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    decoded += message instanceof HttpRequest ? 1 : 0;
                    context.fireChannelRead(message);
                }
            };
            ShortCut shortCut = new ShortCut(all, requests, same, null);
            channel = new EmbeddedChannel(same, new HttpServerCodec(), count, requests, shortCut);
        }

        void send(String piece) {
            channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
        }

        /** All that was answered since the last time; a file that is sent shows as such. */
        String received() {
            StringBuilder text = new StringBuilder();
            for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
                text.append(
                        switch (part) {
                            case ByteBuf bytes -> bytes.toString(StandardCharsets.ISO_8859_1);
                            case FileRegion _ -> "(file)";
                            default -> throw new AssertionError(part);
                        });
                ReferenceCountUtil.release(part);
            }
            return text.toString();
        }

        int answers() {
            return answers("200 OK");
        }

        int answers(String status) {
            return received().split("HTTP/1.1 " + status + "\r\n", -1).length - 1;
        }

        void close() {
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void theSameBytesAreAnsweredAlikeWithoutBeingDecoded() {
        connection.send("GET /file/1 HTTP/1.1\r\nHost:localhost\r\n\r\n");
        String decoded = connection.received();
        connection.send(REQUEST);
        assertThat(connection.received().replaceFirst("(?i)date: .*", "date"))
                .isEqualTo(decoded.replaceFirst("(?i)date: .*", "date"))
                .endsWith("\r\n\r\nthe file");
        assertThat(connection.decoded).isEqualTo(3);
    }

    @Test
    void anotherConnectionNeedNotDecodeThemEither() {
        Connection other = new Connection();
        other.send(REQUEST);
        other.send(REQUEST);
        assertThat(other.answers()).isEqualTo(2);
        assertThat(other.decoded).isZero();
        other.close();
    }

    @Test
    void whatComesInPartsIsDecodedAndTheNextIsNot() {
        connection.send(REQUEST.substring(0, 20));
        connection.send(REQUEST.substring(20));
        connection.send(REQUEST);
        assertThat(connection.answers()).isEqualTo(2);
        assertThat(connection.decoded).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /file/2 HTTP/1.1\r\nX: ", "GET /file/2 HTTP/1.1\r\n", "\r", "G"})
    void bytesWithinAHeadAreNoRequest(String begun) {
        connection.send(begun);
        connection.send(REQUEST);
        assertThat(connection.decoded).isEqualTo(3);
        assertThat(connection.answers()).isLessThanOrEqualTo(1);
    }

    @Test
    void bytesOfABodyAreNoRequest() {
        connection.send("POST /file/1 HTTP/1.1\r\nContent-Length: %d\r\n\r\n".formatted(2 * REQUEST.length()));
        connection.send(REQUEST);
        connection.send(REQUEST);
        assertThat(connection.decoded).isEqualTo(3);
        assertThat(connection.answers()).isZero();
    }

    @Test
    void bytesOfAChunkAreNoRequest() {
        connection.send("POST /file/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        connection.send(REQUEST);
        assertThat(connection.answers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /file/1 HTTP/1.1\r\nnonsense\r\n\r\n",
                "\0\r\n\r\n",
                "GET /file/1 HTTP/1.1\nHost: localhost\n\n",
                "GET /file/1 HTTP/1.1\r\nHost: localhost\n\r\n"
            })
    void nothingIsTakenBehindWhatCannotBeDecoded(String nonsense) {
        connection.send(nonsense);
        connection.send(REQUEST);
        assertThat(connection.answers()).isZero();
        assertThat(file.given).hasValue(0);
    }

    @Test
    void whoIsNotAnsweredYetComesFirst() {
        connection.send("GET /file/later HTTP/1.1\r\nHost: localhost\r\n\r\n");
        connection.send(REQUEST);
        assertThat(connection.decoded).isEqualTo(4);
        assertThat(connection.answers()).isZero();
    }

    @Test
    void anEmptyLineTooManyIsLookedAtEachTime() {
        for (int i = 0; i < 3; i++) {
            connection.send(REQUEST + "\r\n");
        }
        assertThat(connection.decoded).isEqualTo(5);
        assertThat(connection.answers()).isEqualTo(3);
    }

    @Test
    void twoAtOnceAreBothAnswered() {
        for (int i = 0; i < 2; i++) {
            connection.send(REQUEST + REQUEST);
            assertThat(connection.answers()).isEqualTo(2);
        }
    }

    @Test
    void conditionsAreLookedAtEachTime() {
        for (int i = 0; i < 3; i++) {
            connection.send("GET /file/1 HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: e\r\n\r\n");
        }
        assertThat(connection.answers("304 Not Modified")).isEqualTo(3);
        assertThat(connection.decoded).isEqualTo(5);
    }

    @Test
    void whatIsNotBelievedAnyMoreIsAskedForAnew() throws IOException {
        file.believed = false;
        file.write("another");
        connection.send(REQUEST);
        assertThat(connection.decoded).isEqualTo(3);
        assertThat(file.asked).hasValue(2);
    }

    @Test
    void theLongestRequestIsTheLast() {
        String head = "GET /file/1 HTTP/1.1\r\nX: %s\r\n\r\n";
        String longest = head.formatted("x".repeat(Limits.KEPT_REQUEST_BYTES_MAX - head.length() + 2));
        assertThat(longest).hasSize(Limits.KEPT_REQUEST_BYTES_MAX);
        connection.send(longest);
        connection.send(longest);
        assertThat(connection.decoded).isEqualTo(3);
        String longer = longest.replace("X: ", "X: x");
        Connection other = new Connection();
        other.send(longer);
        other.send(longer);
        assertThat(other.decoded).isEqualTo(2);
        assertThat(other.answers()).isEqualTo(2);
        other.close();
    }

    @Test
    void soManyRequestsAreKept() {
        for (int i = 1; i < Limits.KEPT_REPLIES_MAX; i++) {
            kept.keep(Unpooled.copiedBuffer("" + i, StandardCharsets.ISO_8859_1), "/file/" + i);
        }
        connection.send(REQUEST);
        assertThat(connection.decoded).isEqualTo(2);
        kept.keep(Unpooled.copiedBuffer("one more", StandardCharsets.ISO_8859_1), "/file/2");
        connection.send(REQUEST);
        assertThat(connection.decoded).isEqualTo(3);
    }
}
