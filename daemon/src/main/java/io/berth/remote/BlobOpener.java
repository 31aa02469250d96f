package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Repository;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.hosts.Capability;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Begins downloads of blobs: at a registry, and for foreign layers also where their {@code urls} point. */
final class BlobOpener {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    private final Repository repository;
    private final Session session;
    private final Caller caller;
    private final Tries tries;
    private final Map<Digest, Endpoint> served = new ConcurrentHashMap<>();

    /** Sends one request, with these headers. */
    @FunctionalInterface
    private interface Get {
        HttpAnswer send(Map<String, String> headers) throws IOException;
    }

    /** Bytes of a blob. */
    private record Span(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    BlobOpener(Repository repository, Session session, Caller caller, Tries tries) {
        this.repository = repository;
        this.session = session;
        this.caller = caller;
        this.tries = tries;
    }

    String path(Descriptor blob) {
        return "/v2/" + repository.path() + "/blobs/" + blob.digest();
    }

    BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel) throws IOException {
        Span span = new Span(offset, length);
        try {
            return tries.first(Capability.PULL, endpoint -> {
                String host = endpoint.base().getRawAuthority();
                Get get = headers -> session.send(endpoint, "GET", path(blob), headers, cancel);
                BlobStream stream = open(blob, span, host, get);
                served.put(blob.digest(), endpoint);
                return stream;
            });
        } catch (RegistryException e) {
            if (!MediaTypes.isForeignLayer(blob.mediaType()) || blob.urls().isEmpty() || cancel.isCancelled()) {
                throw e;
            }
            return foreign(blob, span, cancel);
        }
    }

    /** The same blob with the size that the registry tells. */
    Descriptor describe(Descriptor blob, CancelToken cancel) throws IOException {
        return tries.any(Capability.PULL, cancel, endpoint -> {
            try (HttpAnswer answer = session.send(endpoint, "HEAD", path(blob), Map.of(), cancel)) {
                if (answer.status() != 200) {
                    throw Answers.failure(answer, new byte[0]);
                }
                long size = answer.contentLength()
                        .orElseThrow(() -> RegistryException.of(Kind.OTHER, "no Content-Length of " + blob.digest()));
                return Descriptor.of(blob.mediaType(), blob.digest(), size);
            }
        });
    }

    void distrust(Descriptor blob) {
        Endpoint endpoint = served.remove(blob.digest());
        if (endpoint != null) {
            tries.distrust(endpoint, "it did not serve " + blob.digest() + " whole and unchanged");
        }
    }

    private BlobStream foreign(Descriptor blob, Span span, CancelToken cancel) throws IOException {
        RegistryException last = new RegistryException(Kind.MISSING, "GET", null, "no usable URL");
        for (String url :
                blob.urls().stream().limit(RemoteLimits.FOREIGN_URLS_MAX).toList()) {
            try {
                URI uri = URI.create(url);
                return open(blob, span, uri.getRawAuthority(), headers -> stranger(uri, headers, cancel));
            } catch (IllegalArgumentException e) {
                last = new RegistryException(Kind.POLICY, "GET", null, "a layer's URL is no URL");
            } catch (RegistryException e) {
                last = e;
            }
        }
        throw last;
    }

    private HttpAnswer stranger(URI uri, Map<String, String> headers, CancelToken cancel) throws IOException {
        try {
            return caller.stranger(uri, headers, cancel);
        } catch (IOException e) {
            throw Caller.network("GET", uri, e);
        }
    }

    /** Asks for the rest; where that answer is no use, for all of it. */
    private static BlobStream open(Descriptor blob, Span span, String asked, Get get) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", (blob.mediaType().isEmpty() ? "" : blob.mediaType() + ", ") + "*/*");
        if (span.offset > 0 || span.end() < blob.size()) {
            headers.put("Range", "bytes=" + span.offset + '-' + (span.end() < blob.size() ? span.end() - 1 : ""));
            HttpAnswer answer = get.send(headers);
            if (answer.status() == 206 && continues(answer, blob, span)) {
                return BlobStream.of(answer, span.offset);
            }
            if (answer.status() == 200) {
                return BlobStream.of(answer, 0);
            }
            if (answer.status() != 206 && answer.status() != 416) {
                throw Answers.failure(answer, asked);
            }
            answer.close();
            headers.remove("Range");
        }
        HttpAnswer answer = get.send(headers);
        if (answer.status() != 200) {
            throw Answers.failure(answer, asked);
        }
        return BlobStream.of(answer, 0);
    }

    private static boolean continues(HttpAnswer answer, Descriptor blob, Span span) {
        Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
        return range.matches()
                && Long.parseLong(range.group(1)) == span.offset
                && Long.parseLong(range.group(2)) == span.end() - 1
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == blob.size());
    }
}
