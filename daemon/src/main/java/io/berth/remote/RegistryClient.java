package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One repository of another registry (distribution-spec, "Pulling"), for one caller. Failures of documents are
 * {@link Problem}s in the engine's words; those of blobs stay {@link RegistryException}s, for whoever tries again.
 */
public final class RegistryClient implements BlobSource {
    private static final String ACCEPT_ANY_MANIFEST = String.join(
            ", ",
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_LIST,
            MediaTypes.OCI_MANIFEST,
            MediaTypes.OCI_INDEX,
            "*/*");

    private final Repository repository;
    private final Session session;
    private final BlobOpener blobs;
    private final Tries tries;

    RegistryClient(Repository repository, List<Endpoint> endpoints, Session session, Caller caller) {
        this.repository = repository;
        this.session = session;
        this.tries = new Tries(endpoints);
        this.blobs = new BlobOpener(repository, session, caller, tries);
    }

    /**
     * {@code HEAD /v2/<name>/manifests/<reference>}; a GET where HEAD is not served or does not tell the digest.
     *
     * @throws Problem in the engine's words where the registry does not tell
     */
    public Resolution resolve(Reference reference, CancelToken cancel) {
        try {
            return tries.any(cancel, endpoint -> head(endpoint, reference, cancel));
        } catch (RegistryException e) {
            throw RemoteProblems.resolve(reference, explained(reference, e, cancel));
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private Resolution head(Endpoint endpoint, Reference reference, CancelToken cancel) throws IOException {
        Map<String, String> headers = Map.of("Accept", ACCEPT_ANY_MANIFEST);
        String path = manifestPath(reference.target());
        try (HttpAnswer answer = session.send(endpoint, "HEAD", path, headers, cancel)) {
            if (answer.status() == 405) {
                return byTag(endpoint, reference, cancel);
            }
            if (answer.status() != 200) {
                throw Answers.failure(answer, null);
            }
            Digest digest = reference.digest() != null
                    ? reference.digest()
                    : answer.header("Docker-Content-Digest")
                            .flatMap(Digest::find)
                            .orElse(null);
            OptionalLong length = answer.contentLength();
            if (length.isPresent()) {
                checkSize(reference, length.getAsLong());
            }
            if (digest == null || length.isEmpty()) {
                return byTag(endpoint, reference, cancel);
            }
            return new Resolution(Descriptor.of(type(answer), digest, length.getAsLong()), null);
        }
    }

    /** Fetches what the reference points to and takes its digest from the bytes alone. */
    public Resolution fetch(Reference reference, CancelToken cancel) {
        try {
            return tries.any(cancel, endpoint -> byTag(endpoint, reference, cancel));
        } catch (RegistryException e) {
            throw RemoteProblems.resolve(reference, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private Resolution byTag(Endpoint endpoint, Reference reference, CancelToken cancel) throws IOException {
        String path = manifestPath(reference.target());
        try (HttpAnswer answer = get(endpoint, path, Map.of("Accept", ACCEPT_ANY_MANIFEST), cancel)) {
            byte[] bytes = Answers.read(answer, Limits.MANIFEST_BYTES_MAX);
            checkSize(reference, Math.max(bytes.length, answer.contentLength().orElse(0)));
            Digest.Algorithm algorithm =
                    reference.findDigest().map(Digest::algorithm).orElse(Digest.Algorithm.SHA256);
            Digest digest = Verification.digest(algorithm, bytes);
            if (reference.digest() != null && !reference.digest().equals(digest)) {
                throw RemoteProblems.wrongDigest("manifest", reference.digest(), digest);
            }
            return new Resolution(Descriptor.of(type(answer), digest, bytes.length), bytes);
        }
    }

    /**
     * The manifest or index that a descriptor points to, verified.
     *
     * @throws Problem.Corrupt where it is not that
     */
    public byte[] manifest(Descriptor wanted, CancelToken cancel) {
        return document(
                wanted, manifestPath(wanted.digest().toString()), "manifest", Limits.MANIFEST_BYTES_MAX, cancel);
    }

    /** The config that a descriptor points to, verified. */
    public byte[] config(Descriptor wanted, CancelToken cancel) {
        return document(wanted, blobs.path(wanted), "config", Limits.CONFIG_BYTES_MAX, cancel);
    }

    private byte[] document(Descriptor wanted, String path, String what, int bytesMax, CancelToken cancel) {
        if (wanted.size() > bytesMax) {
            throw RemoteProblems.tooLarge(what, wanted, bytesMax);
        }
        try {
            return tries.any(cancel, endpoint -> {
                try {
                    return document(endpoint, wanted, path, what, cancel);
                } catch (Corrupt e) {
                    return document(endpoint, wanted, path, what, cancel); // as a blob's bytes: fetched once more
                }
            });
        } catch (RegistryException e) {
            throw RemoteProblems.blob(repository, wanted, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private byte[] document(Endpoint endpoint, Descriptor wanted, String path, String what, CancelToken cancel)
            throws IOException {
        Map<String, String> headers = Map.of("Accept", wanted.mediaType() + ", */*");
        try (HttpAnswer answer = get(endpoint, path, headers, cancel)) {
            long length = answer.contentLength().orElse(wanted.size());
            if (length != wanted.size()) {
                throw RemoteProblems.wrongSize(what, wanted, length);
            }
            byte[] bytes = Answers.read(answer, (int) wanted.size());
            Verification.check(what, wanted, bytes);
            return bytes;
        }
    }

    private HttpAnswer get(Endpoint endpoint, String path, Map<String, String> headers, CancelToken cancel)
            throws IOException {
        HttpAnswer answer = session.send(endpoint, "GET", path, headers, cancel);
        if (answer.status() == 200) {
            return answer;
        }
        try (answer) {
            throw Answers.failure(answer);
        }
    }

    /** A HEAD has no body: where the registry's own words matter to the user, it is asked once more by GET. */
    private RegistryException explained(Reference reference, RegistryException failure, CancelToken cancel) {
        if (failure.kind() != Kind.LIMITED && failure.kind() != Kind.FORBIDDEN) {
            return failure;
        }
        try {
            byTag(tries.preferred(), reference, cancel);
            return failure;
        } catch (RegistryException e) {
            return e.kind() == failure.kind() ? e : failure;
        } catch (IOException | Problem e) {
            return failure;
        }
    }

    @Override
    public Repository repository() {
        return repository;
    }

    @Override
    public BlobStream open(Descriptor blob, long offset, CancelToken cancel) throws IOException {
        return blobs.open(blob, offset, cancel);
    }

    /**
     * All tags, in the registry's order ({@code GET /v2/<name>/tags/list}, every page of it).
     *
     * @throws Problem in the engine's words
     */
    public List<String> tags(CancelToken cancel) {
        try {
            return tries.any(cancel, endpoint -> allTags(endpoint, cancel));
        } catch (RegistryException e) {
            throw RemoteProblems.tags(repository, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private List<String> allTags(Endpoint endpoint, CancelToken cancel) throws IOException {
        List<String> all = new ArrayList<>();
        String path = "/v2/" + repository.path() + "/tags/list";
        for (int page = 0; page < Limits.TAG_PAGES_MAX && !path.isEmpty(); page++) {
            try (HttpAnswer answer = get(endpoint, path, Map.of("Accept", "application/json"), cancel)) {
                TagPage tags = TagPage.read(answer);
                all.addAll(tags.tags());
                path = tags.next();
            }
        }
        return all;
    }

    private String manifestPath(String target) {
        return "/v2/" + repository.path() + "/manifests/" + target;
    }

    private static String type(HttpAnswer answer) {
        return RemoteError.clean(answer.header("Content-Type").orElse(""));
    }

    private static void checkSize(Reference reference, long size) {
        if (size > Limits.MANIFEST_BYTES_MAX) {
            throw RemoteProblems.rejectedSize(reference, size);
        }
    }
}
