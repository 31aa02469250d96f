package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
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

    BlobOpener(Repository repository, Session session, Caller caller, Tries tries) {
        this.repository = repository;
        this.session = session;
        this.caller = caller;
        this.tries = tries;
    }

    String path(Descriptor blob) {
        return "/v2/" + repository.path() + "/blobs/" + blob.digest();
    }

    BlobStream open(Descriptor blob, long offset, CancelToken cancel) throws IOException {
        try {
            return tries.first(Capability.PULL, endpoint -> {
                String host = endpoint.base().getRawAuthority();
                Get get = headers -> session.send(endpoint, "GET", path(blob), headers, cancel);
                BlobStream stream = open(blob, offset, host, get);
                served.put(blob.digest(), endpoint);
                return stream;
            });
        } catch (RegistryException e) {
            if (!MediaTypes.isForeignLayer(blob.mediaType()) || blob.urls().isEmpty() || cancel.isCancelled()) {
                throw e;
            }
            return foreign(blob, offset, cancel);
        }
    }

    void distrust(Descriptor blob) {
        Endpoint endpoint = served.remove(blob.digest());
        if (endpoint != null) {
            tries.distrust(endpoint, "it did not serve " + blob.digest() + " whole and unchanged");
        }
    }

    private BlobStream foreign(Descriptor blob, long offset, CancelToken cancel) throws IOException {
        RegistryException last = new RegistryException(Kind.MISSING, "GET", null, "no usable URL");
        for (String url : blob.urls().stream().limit(Limits.FOREIGN_URLS_MAX).toList()) {
            try {
                URI uri = URI.create(url);
                return open(blob, offset, uri.getRawAuthority(), headers -> stranger(uri, headers, cancel));
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
    private static BlobStream open(Descriptor blob, long offset, String asked, Get get) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", (blob.mediaType().isEmpty() ? "" : blob.mediaType() + ", ") + "*/*");
        if (offset > 0) {
            headers.put("Range", "bytes=" + offset + '-');
            HttpAnswer answer = get.send(headers);
            if (answer.status() == 206 && continues(answer, blob, offset)) {
                return BlobStream.of(answer, offset);
            }
            if (answer.status() == 200) {
                return BlobStream.of(answer, 0);
            }
            if (answer.status() != 206 && answer.status() != 416) {
                throw failure(answer, asked);
            }
            answer.close();
            headers.remove("Range");
        }
        HttpAnswer answer = get.send(headers);
        if (answer.status() != 200) {
            throw failure(answer, asked);
        }
        return BlobStream.of(answer, 0);
    }

    private static boolean continues(HttpAnswer answer, Descriptor blob, long offset) {
        Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
        return range.matches()
                && Long.parseLong(range.group(1)) == offset
                && Long.parseLong(range.group(2)) == blob.size() - 1
                && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == blob.size());
    }

    /**
     * A refusal by another host than the one that was asked is about the link that led there, which may have expired: the
     * next attempt gets a new one.
     */
    private static RegistryException failure(HttpAnswer answer, String asked) {
        boolean redirected = !asked.equals(answer.call().uri().getRawAuthority());
        try (answer) {
            RegistryException failure = Answers.failure(answer);
            return switch (failure.kind()) {
                case FORBIDDEN, WRONG_CREDENTIALS -> redirected ? failure.as(Kind.SERVER) : failure;
                case NETWORK, MISSING, NO_CREDENTIALS, DENIED, LIMITED, SERVER, POLICY, OTHER -> failure;
            };
        }
    }
}
