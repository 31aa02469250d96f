package io.berth.testing;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;

/** A registry on a loopback port that serves what it was given, plain HTTP, and behaves badly where it is told to. */
public final class FakeRegistry implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs|tags)/([^/?]+)(\\?.*)?");
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");

    private final MockWebServer server = new MockWebServer();
    private final PlainFront front;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final Map<String, Descriptor> manifests = new HashMap<>();
    private final Map<String, Descriptor> tags = new HashMap<>();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    /** Answers a request otherwise; null for the ordinary answer. */
    @FunctionalInterface
    public interface Fault {
        MockResponse answer(RecordedRequest request);
    }

    public FakeRegistry() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                requests.add(request);
                MockResponse response = respond(request);
                boolean head = request.getMethod().equals("HEAD");
                return head ? withoutBody(response) : response;
            }

            private MockResponse respond(RecordedRequest request) {
                synchronized (faults) {
                    for (Fault fault : faults) {
                        MockResponse bad = fault.answer(request);
                        if (bad != null) {
                            return bad;
                        }
                    }
                }
                return answer(request);
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
            front = new PlainFront(server.getPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code 127.0.0.1:port} */
    public String authority() {
        return "127.0.0.1:" + front.port();
    }

    /** Serves an image under this tag, of whatever repository. */
    public FakeRegistry with(String tag, RandomImage image) {
        image.blobs().forEach((descriptor, bytes) -> {
            blobs.put(descriptor.digest().toString(), bytes);
            manifests.put(descriptor.digest().toString(), descriptor);
        });
        tags.put(tag, image.facts().target());
        return this;
    }

    /** Serves a manifest under this tag. */
    public FakeRegistry with(String tag, String mediaType, byte[] manifest) {
        Descriptor descriptor = Descriptor.of(mediaType, Digest.of(manifest), manifest.length);
        with(manifest);
        manifests.put(descriptor.digest().toString(), descriptor);
        tags.put(tag, descriptor);
        return this;
    }

    public FakeRegistry with(byte[] blob) {
        blobs.put(Digest.of(blob).toString(), blob);
        return this;
    }

    /** From now on, for every request. */
    public FakeRegistry fault(Fault fault) {
        synchronized (faults) {
            faults.add(fault);
        }
        return this;
    }

    /** For the next requests, so many, whose line contains this. */
    public FakeRegistry fault(String part, int times, MockResponse response) {
        int[] left = {times};
        return fault(request ->
                (request.getMethod() + ' ' + request.getTarget()).contains(part) && left[0]-- > 0 ? response : null);
    }

    /** The request lines so far, {@code HEAD /v2/…}, without those that were no HTTP. */
    public List<String> lines() {
        return requests.stream()
                .map(request -> request.getMethod() + ' ' + request.getTarget())
                .toList();
    }

    public List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    private MockResponse answer(RecordedRequest request) {
        Matcher path = PATH.matcher(request.getTarget());
        if (!path.matches()) {
            return status(404);
        }
        return switch (path.group(2)) {
            case "tags" -> json("{\"name\":\"x\",\"tags\":[\"" + String.join("\",\"", tags.keySet()) + "\"]}");
            case "blobs" -> blob(path.group(3), request);
            default -> manifest(path.group(3));
        };
    }

    private MockResponse manifest(String reference) {
        Descriptor found = tags.containsKey(reference) ? tags.get(reference) : manifests.get(reference);
        if (found == null) {
            return status(404);
        }
        return new MockResponse.Builder()
                .addHeader("Content-Type", found.mediaType())
                .addHeader("Docker-Content-Digest", found.digest().toString())
                .body(new Buffer().write(blobs.get(found.digest().toString())))
                .build();
    }

    private MockResponse blob(String digest, RecordedRequest request) {
        byte[] bytes = blobs.get(digest);
        if (bytes == null) {
            return status(404);
        }
        String range = request.getHeaders().get("Range");
        Matcher from = RANGE.matcher(range == null ? "" : range);
        if (!from.matches()) {
            return new MockResponse.Builder().body(new Buffer().write(bytes)).build();
        }
        int start = Integer.parseInt(from.group(1));
        return new MockResponse.Builder()
                .code(206)
                .addHeader("Content-Range", "bytes " + start + '-' + (bytes.length - 1) + '/' + bytes.length)
                .body(new Buffer().write(bytes, start, bytes.length - start))
                .build();
    }

    /** The same head; the server would send a body after it. */
    private static MockResponse withoutBody(MockResponse response) {
        String length = response.getHeaders().get("Content-Length");
        MockResponse.Builder builder = response.newBuilder().body(new Buffer());
        return length == null
                ? builder.build()
                : builder.setHeader("Content-Length", length).build();
    }

    public static MockResponse status(int code) {
        return new MockResponse.Builder().code(code).build();
    }

    public static MockResponse json(String body) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    public static MockResponse error(int code, String errorCode, String message) {
        return new MockResponse.Builder()
                .code(code)
                .body("{\"errors\":[{\"code\":\"" + errorCode + "\",\"message\":\"" + message + "\"}]}")
                .build();
    }

    @Override
    public void close() {
        front.close();
        server.close();
    }
}
