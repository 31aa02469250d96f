package io.berth.server.http;

import java.io.InputStream;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/** A request's body as a blocking stream that asks the network for more only as it is read. */
final class RequestBody {
    /** Network buffers in flight between the event loop and the reader. */
    private static final int BUFFERS = 4;

    private final Publisher<DataBuffer> published;

    RequestBody(Publisher<DataBuffer> published) {
        this.published = published;
    }

    InputStream open() {
        return DataBufferUtils.subscriberInputStream(published, BUFFERS);
    }
}
