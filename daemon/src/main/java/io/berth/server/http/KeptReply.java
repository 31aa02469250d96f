package io.berth.server.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reply that is given again, with the date of the day. */
final class KeptReply {
    private final String route;
    private final int status;
    private final long position;
    private final long length;
    private final Reply.Again again;
    private final HttpHeaders headers;
    private volatile @Nullable Dated dated;

    private record Dated(String date, HttpResponse head) {}

    /** @param headers nobody changes any more */
    KeptReply(String route, int status, long position, long length, Reply.Again again, HttpHeaders headers) {
        this.route = route;
        this.status = status;
        this.position = position;
        this.length = length;
        this.again = again;
        this.headers = headers;
    }

    String route() {
        return route;
    }

    int status() {
        return status;
    }

    long position() {
        return position;
    }

    long length() {
        return length;
    }

    Reply.Again again() {
        return again;
    }

    /** Status and headers, which nobody changes. */
    HttpResponse head() {
        Dated now = dated;
        String date = HttpDate.now();
        if (now == null || !now.date().equals(date)) {
            now = date(date);
            dated = now;
        }
        return now.head();
    }

    private Dated date(String date) {
        List<CharSequence> pairs = new ArrayList<>();
        for (Map.Entry<String, String> header : headers) {
            boolean isDate = HttpHeaderNames.DATE.contentEqualsIgnoreCase(header.getKey());
            pairs.add(AsciiString.of(header.getKey()));
            pairs.add(AsciiString.of(isDate ? date : header.getValue()));
        }
        HttpHeaders fixed = new ReadOnlyHttpHeaders(false, pairs.toArray(CharSequence[]::new));
        return new Dated(
                date, new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), fixed));
    }
}
