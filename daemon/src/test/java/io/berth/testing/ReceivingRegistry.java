package io.berth.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.berth.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry on a loopback port that is pushed to: repositories with blobs, uploads that keep what came before a
 * connection broke, manifests that need their blobs; and faults where a test wants them.
 */
public final class ReceivingRegistry implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(blobs/uploads/|blobs/|manifests/)([^/]*)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PlainFront front;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private String locationPrefix = "";
    private long chunkMin;

    /** Whether it has dealt with the request itself. */
    @FunctionalInterface
    public interface Fault {
        boolean strikes(String line, HttpExchange exchange) throws IOException;
    }

    public ReceivingRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            front = new PlainFront(server.getAddress().getPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@code 127.0.0.1:port} */
    public String authority() {
        return "127.0.0.1:" + front.port();
    }

    /** For the next requests, so many, whose line contains this. */
    public ReceivingRegistry fault(String part, int times, Fault fault) {
        AtomicLong left = new AtomicLong(times);
        faults.add(
                (line, exchange) -> line.contains(part) && left.getAndDecrement() > 0 && fault.strikes(line, exchange));
        return this;
    }

    public static Fault status(int code) {
        return (_, exchange) -> {
            exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
            return true;
        };
    }

    /** Answers before it has read the body. */
    public static Fault early(int code, String... headers) {
        return (_, exchange) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
            return true;
        };
    }

    /** Keeps so many bytes of the body and ends the connection. */
    public Fault cutAfter(int bytes) {
        return (_, exchange) -> {
            Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
            ByteArrayOutputStream upload = path.matches() ? uploads.get(path.group(3)) : null;
            byte[] some = exchange.getRequestBody().readNBytes(bytes);
            received.addAndGet(some.length);
            if (upload != null) {
                upload.writeBytes(some);
            }
            throw new IOException("cut");
        };
    }

    /** Every location begins with this instead of this registry's own address. */
    public void locationsBegin(String prefix) {
        locationPrefix = prefix;
    }

    public void chunkMin(long bytes) {
        chunkMin = bytes;
    }

    /** Forgets every upload that has not ended. */
    public void forgetUploads() {
        uploads.clear();
    }

    public ReceivingRegistry with(String repository, byte[] blob) {
        blobs.put(repository + '@' + Digest.of(blob), blob);
        return this;
    }

    public boolean has(String repository, Digest blob) {
        return blobs.containsKey(repository + '@' + blob);
    }

    public byte[] manifest(String repository, String reference) {
        return manifests.getOrDefault(repository + '@' + reference, new byte[0]);
    }

    /** The requests so far: {@code PUT /v2/…}. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    public long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    /** Bytes of blobs that came. */
    public long received() {
        return received.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + ' ' + exchange.getRequestURI();
        lines.add(line);
        for (Fault fault : faults) {
            if (fault.strikes(line, exchange)) {
                return;
            }
        }
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        try (exchange) {
            int status = path.matches() ? answer(exchange, path) : 404;
            exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
            byte[] body = status == 200
                            && exchange.getRequestMethod().equals("GET")
                            && path.group(2).equals("manifests/")
                    ? manifest(path.group(1), path.group(3))
                    : new byte[0];
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private int answer(HttpExchange exchange, Matcher path) throws IOException {
        String repository = path.group(1);
        String rest = path.group(3);
        return switch (path.group(2)) {
            case "blobs/" -> blobs.containsKey(repository + '@' + rest) ? 200 : 404;
            case "manifests/" -> manifest(exchange, repository, rest);
            default -> upload(exchange, repository, rest);
        };
    }

    private int manifest(HttpExchange exchange, String repository, String reference) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            manifests.put(repository + '@' + reference, bytes);
            manifests.put(repository + '@' + Digest.of(bytes), bytes);
            return 201;
        }
        byte[] found = manifests.get(repository + '@' + reference);
        if (found == null) {
            return 404;
        }
        exchange.getResponseHeaders()
                .add("Docker-Content-Digest", Digest.of(found).toString());
        return 200;
    }

    private int upload(HttpExchange exchange, String repository, String id) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        if (exchange.getRequestMethod().equals("POST")) {
            return begin(exchange, repository, query);
        }
        ByteArrayOutputStream upload = uploads.get(id);
        if (upload == null) {
            return 404;
        }
        return switch (exchange.getRequestMethod()) {
            case "GET" -> place(exchange, repository, id, 204);
            case "PATCH" -> {
                String range = exchange.getRequestHeaders().getFirst("Content-Range");
                if (range != null && !range.startsWith(upload.size() + "-")) {
                    yield place(exchange, repository, id, 416);
                }
                take(exchange.getRequestBody(), upload);
                yield place(exchange, repository, id, 202);
            }
            default -> {
                take(exchange.getRequestBody(), upload);
                uploads.remove(id);
                byte[] bytes = upload.toByteArray();
                if (!Digest.of(bytes).toString().equals(query.get("digest"))) {
                    yield 400;
                }
                with(repository, bytes);
                yield 201;
            }
        };
    }

    private int begin(HttpExchange exchange, String repository, Map<String, String> query) {
        byte[] other = blobs.get(query.get("from") + '@' + query.get("mount"));
        if (other != null) {
            with(repository, other);
            return 201;
        }
        String id = "u" + last.incrementAndGet();
        uploads.put(id, new ByteArrayOutputStream());
        return place(exchange, repository, id, 202);
    }

    private int place(HttpExchange exchange, String repository, String id, int status) {
        exchange.getResponseHeaders()
                .add("Location", locationPrefix + "/v2/" + repository + "/blobs/uploads/" + id + "?state=x");
        int size = uploads.get(id).size();
        exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, size - 1));
        if (chunkMin > 0) {
            exchange.getResponseHeaders().add("OCI-Chunk-Min-Length", Long.toString(chunkMin));
        }
        return status;
    }

    private void take(InputStream in, ByteArrayOutputStream upload) throws IOException {
        byte[] bytes = in.readAllBytes();
        received.addAndGet(bytes.length);
        upload.writeBytes(bytes);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> fields = new HashMap<>();
        for (String field : (raw == null ? "" : raw).split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(equals < 0 ? field : field.substring(0, equals), field.substring(equals + 1));
        }
        return fields;
    }

    @Override
    public void close() {
        front.close();
        server.stop(0);
        threads.close();
    }
}
