package io.berth.server.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Status and headers that are sent again and again, made anew when the date of {@link HttpDate} is another. */
final class DatedHead {
    private final HttpResponseStatus status;
    private final HttpHeaders headers;
    private volatile @Nullable Made last;

    @SuppressWarnings("ArrayRecordComponent") // nobody changes it
    private record Made(String date, HttpResponse head, byte[] bytes) {}

    /** @param headers with a date; nobody changes them any more */
    DatedHead(HttpResponseStatus status, HttpHeaders headers) {
        this.status = status;
        this.headers = headers;
    }

    HttpResponseStatus status() {
        return status;
    }

    /** With the date of now; any thread may write it, and nobody changes it. */
    HttpResponse now() {
        return made().head();
    }

    /** The same as it is sent, to the empty line behind it. */
    byte[] bytes() {
        return made().bytes();
    }

    private Made made() {
        Made made = last;
        String date = HttpDate.now();
        if (made == null || !made.date().equals(date)) {
            HttpResponse head = make(date);
            made = new Made(date, head, bytes(head));
            last = made;
        }
        return made;
    }

    private HttpResponse make(String date) {
        List<CharSequence> pairs = new ArrayList<>();
        for (Map.Entry<String, String> header : headers) {
            boolean isDate = HttpHeaderNames.DATE.contentEqualsIgnoreCase(header.getKey());
            pairs.add(AsciiString.of(header.getKey()));
            pairs.add(AsciiString.of(isDate ? date : header.getValue()));
        }
        HttpHeaders made = new ReadOnlyHttpHeaders(false, pairs.toArray(CharSequence[]::new));
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, made);
    }

    private static byte[] bytes(HttpResponse head) {
        StringBuilder text = new StringBuilder(512)
                .append(head.protocolVersion())
                .append(' ')
                .append(head.status());
        head.headers()
                .forEach(header ->
                        text.append("\r\n").append(header.getKey()).append(": ").append(header.getValue()));
        return text.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
