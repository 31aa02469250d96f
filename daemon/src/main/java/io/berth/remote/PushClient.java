package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.hosts.Capability;
import io.berth.remote.transport.HttpAnswer;
import io.berth.remote.transport.HttpBody;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One repository of another registry that is pushed to, by one caller (distribution-spec, "Push"). */
public final class PushClient implements BlobTarget {
    private static final String OCTETS = "application/octet-stream";
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

    /** Answers to a wish to mount that leave the ordinary way open: no right to the other repository, no such thing. */
    private static final Set<Integer> NOT_MOUNTED = Set.of(400, 401, 403, 404, 405);

    private final Repository repository;
    private final List<Endpoint> endpoints;
    private final Session session;
    private final Reach reach;
    private final Tries tries;

    PushClient(Repository repository, List<Endpoint> endpoints, Session session, Reach reach) {
        this.repository = repository;
        this.endpoints = endpoints.stream()
                .filter(endpoint -> endpoint.can(Capability.PUSH) && (!endpoint.isMirror() || endpoint.isNamed()))
                .limit(1)
                .toList();
        this.session = session;
        this.reach = reach;
        this.tries = new Tries(this.endpoints, reach.settings().backoff());
    }

    @Override
    public Repository repository() {
        return repository;
    }

    /** Uploads stay where they began, so that there is one host for all of them. */
    private Endpoint endpoint() throws RegistryException {
        if (endpoints.isEmpty()) {
            throw new RegistryException(Kind.POLICY, "POST", null, "no configured host may push");
        }
        return endpoints.getFirst();
    }

    private String path(String rest) {
        return "/v2/" + repository.path() + rest;
    }

    private String asked() throws RegistryException {
        return endpoint().base().getRawAuthority();
    }

    @Override
    public boolean has(Descriptor blob, CancelToken cancel) throws IOException {
        String path = path("/blobs/" + blob.digest());
        try (HttpAnswer answer = session.send(endpoint(), "HEAD", path, Map.of("Accept", "*/*"), cancel)) {
            return switch (answer.status()) {
                case 200 -> true;
                case 404, 405 -> false;
                default -> throw Answers.failure(answer, new byte[0]);
            };
        }
    }

    @Override
    public Optional<UploadPlace> begin(Descriptor blob, @Nullable Repository from, CancelToken cancel)
            throws IOException {
        String uploads = path("/blobs/uploads/");
        if (from != null) {
            String mount = uploads + "?mount=" + blob.digest() + "&from=" + from.path();
            try (HttpAnswer answer = session.send(endpoint(), "POST", mount, Map.of(), cancel)) {
                if (answer.status() == 201) {
                    return Optional.empty();
                }
                if (answer.status() == 202) {
                    return Optional.of(place(answer, 0, null));
                }
                if (!NOT_MOUNTED.contains(answer.status())) {
                    throw Answers.failure(answer, asked());
                }
            } catch (RegistryException e) {
                if (e.kind() != Kind.DENIED && e.kind() != Kind.WRONG_CREDENTIALS) {
                    throw e;
                }
            }
        }
        try (HttpAnswer answer = session.send(endpoint(), "POST", uploads, Map.of(), cancel)) {
            if (answer.status() != 202) {
                throw Answers.failure(answer, asked());
            }
            return Optional.of(place(answer, 0, null));
        }
    }

    @Override
    public UploadPlace status(UploadPlace place, CancelToken cancel) throws IOException {
        try (HttpAnswer answer = send("GET", place.location(), Map.of(), null, cancel)) {
            if (answer.status() != 204 && answer.status() != 202 && answer.status() != 200) {
                throw Answers.failure(answer, asked());
            }
            return place(answer, 0, place);
        }
    }

    @Override
    public UploadPlace append(UploadPlace place, HttpBody chunk, CancelToken cancel) throws IOException {
        long end = place.offset() + chunk.length();
        Map<String, String> headers = Map.of("Content-Type", OCTETS, "Content-Range", place.offset() + "-" + (end - 1));
        try (HttpAnswer answer = send("PATCH", place.location(), headers, chunk, cancel)) {
            if (answer.status() != 202 && answer.status() != 204 && answer.status() != 201) {
                throw Answers.failure(answer, asked());
            }
            UploadPlace now = place(answer, end, place);
            if (now.offset() <= place.offset() || now.offset() > end) {
                throw new RegistryException(
                        Kind.OTHER,
                        "PATCH",
                        Answers.withoutQuery(place.location()),
                        "the registry took none of a chunk");
            }
            return now;
        }
    }

    @Override
    public void complete(UploadPlace place, Descriptor blob, HttpBody rest, CancelToken cancel) throws IOException {
        String location = place.location().toString();
        URI uri =
                URI.create(location + (place.location().getRawQuery() == null ? "?" : "&") + "digest=" + blob.digest());
        try (HttpAnswer answer = send("PUT", uri, Map.of("Content-Type", OCTETS), rest, cancel)) {
            if (answer.status() != 201 && answer.status() != 204 && answer.status() != 200) {
                throw Answers.failure(answer, asked());
            }
        }
    }

    /** What a reference points to; empty where there is nothing, or the registry does not tell. */
    public Optional<Digest> find(Reference reference, String mediaType, CancelToken cancel) throws IOException {
        Map<String, String> headers = Map.of("Accept", mediaType + ", */*");
        return tries.any(Capability.PUSH, cancel, endpoint -> {
            try (HttpAnswer answer = session.send(endpoint, "HEAD", Lookup.path(reference), headers, cancel)) {
                return switch (answer.status()) {
                    case 200 -> answer.header("Docker-Content-Digest").flatMap(Digest::find);
                    case 404, 405 -> Optional.<Digest>empty();
                    default -> throw Answers.failure(answer, new byte[0]);
                };
            }
        });
    }

    /** The document under a name; empty where there is none. */
    public Optional<byte[]> get(Reference reference, String mediaType, CancelToken cancel) throws IOException {
        Map<String, String> headers = Map.of("Accept", mediaType + ", */*");
        return tries.any(Capability.PUSH, cancel, endpoint -> {
            try (HttpAnswer answer = session.send(endpoint, "GET", Lookup.path(reference), headers, cancel)) {
                return switch (answer.status()) {
                    case 200 -> Optional.of(Answers.read(answer, Limits.MANIFEST_BYTES_MAX));
                    case 404 -> Optional.<byte[]>empty();
                    default -> throw Answers.failure(answer, endpoint.base().getRawAuthority());
                };
            }
        });
    }

    /** The tag of the index of what refers to a manifest, where the registry does not keep track of that. */
    public static Reference referrersTag(Repository repository, Digest subject) {
        return Referrers.tag(repository, subject);
    }

    /**
     * Puts a manifest or index under a tag or its digest; what it names must be there.
     *
     * @return whether the registry says that it keeps track of what this document refers to ({@code OCI-Subject})
     */
    public boolean put(Reference reference, String mediaType, byte[] bytes, CancelToken cancel) throws IOException {
        Map<String, String> headers = Map.of("Content-Type", mediaType);
        HttpBody body = new HttpBody.Bytes(bytes);
        return tries.any(Capability.PUSH, cancel, endpoint -> {
            try (HttpAnswer answer = session.send(endpoint, "PUT", Lookup.path(reference), headers, body, cancel)) {
                if (answer.status() != 201 && answer.status() != 200 && answer.status() != 202) {
                    throw Answers.failure(answer, endpoint.base().getRawAuthority());
                }
                return answer.header("OCI-Subject").isPresent();
            }
        });
    }

    /** To where an upload is: at the registry as ourselves, elsewhere as the policy for foreign addresses has it. */
    private HttpAnswer send(
            String method, URI location, Map<String, String> headers, @Nullable HttpBody body, CancelToken cancel)
            throws IOException {
        Endpoint endpoint = endpoint();
        if (isAt(endpoint, location)) {
            String query = location.getRawQuery();
            String path = endpoint.api(location.getRawPath()) + (query == null ? "" : '?' + query);
            return session.send(endpoint, method, path, headers, body, cancel);
        }
        try {
            return reach.caller().foreign(method, location, endpoint, headers, body, cancel);
        } catch (IOException e) {
            throw Caller.network(method, location, e);
        }
    }

    /** Some servers behind a proxy name themselves without TLS: the same host and port are asked as we know them. */
    private static boolean isAt(Endpoint endpoint, URI location) {
        return endpoint.base().getRawAuthority().equalsIgnoreCase(location.getRawAuthority())
                || Endpoint.authority(endpoint.base()).equalsIgnoreCase(Endpoint.authority(location));
    }

    private UploadPlace place(HttpAnswer answer, long otherwise, @Nullable UploadPlace before)
            throws RegistryException {
        URI location = location(answer, answer.header("Location").orElse(""), before);
        Matcher range = RANGE.matcher(answer.header("Range").orElse(""));
        long last = range.matches() ? Long.parseLong(range.group(1)) : -1;
        long offset = !range.matches() ? otherwise : last == 0 ? 0 : last + 1; // "0-0" is said of nothing, too
        long chunkMin = answer.header("OCI-Chunk-Min-Length")
                .filter(text -> text.matches("[0-9]{1,12}"))
                .map(Long::parseLong)
                .orElse(before == null ? 0 : before.chunkMin());
        return new UploadPlace(location, offset, chunkMin);
    }

    private static URI location(HttpAnswer answer, String text, @Nullable UploadPlace before) throws RegistryException {
        if (text.isEmpty() && before != null) {
            return before.location();
        }
        if (Secrets.of(answer.call()).areIn(text)) {
            throw new RegistryException(
                    Kind.POLICY, answer.call().method(), null, "an upload's place repeats the credentials");
        }
        try {
            URI uri = answer.call().uri().resolve(text);
            if (!text.isEmpty() && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new RegistryException(
                Kind.OTHER,
                answer.call().method(),
                Answers.withoutQuery(answer.call().uri()),
                "an upload has no place");
    }
}
