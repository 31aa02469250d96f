package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.hosts.Capability;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One repository of another registry (distribution-spec, "Pulling"), for one caller. Failures of documents are
 * {@link Problem}s in the engine's words; those of blobs stay {@link RegistryException}s, for whoever tries again.
 */
public final class RegistryClient implements BlobSource {
    private static final Set<Kind> REFUSALS = Set.of(Kind.LIMITED, Kind.FORBIDDEN);

    private final Repository repository;
    private final List<Endpoint> endpoints;
    private final Session session;
    private final Reach reach;
    private final SharedDocuments documents;
    private final BlobOpener blobs;
    private final Tries tries;
    private final Lookup lookup;

    RegistryClient(
            Repository repository, List<Endpoint> endpoints, Session session, Reach reach, SharedDocuments documents) {
        this.repository = repository;
        this.endpoints = endpoints;
        this.session = session;
        this.reach = reach;
        this.documents = documents;
        this.tries = new Tries(endpoints, reach.settings().backoff());
        this.lookup = new Lookup(session, tries, reach.checks());
        this.blobs = new BlobOpener(repository, session, reach.caller(), tries);
    }

    /**
     * {@code HEAD /v2/<name>/manifests/<reference>}; a GET where HEAD is not served or does not tell the digest.
     *
     * @throws Problem in the engine's words where the registry does not tell
     */
    public Resolution resolve(Reference reference, CancelToken cancel) {
        try {
            return lookup.resolve(reference, cancel);
        } catch (RegistryException e) {
            throw RemoteProblems.resolve(reference, lookup.explained(reference, e, REFUSALS, cancel));
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    /** As {@link #resolve}, with the failures that the engine's distribution endpoint has. */
    public Resolution describe(Reference reference, CancelToken cancel) {
        try {
            return lookup.resolve(reference, cancel);
        } catch (RegistryException e) {
            throw DistributionProblems.of(
                    lookup.explained(reference, e, DistributionProblems.TOLD_BY_REGISTRY, cancel));
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    /** What a reference points to, by HEAD alone, which costs nothing of any limit. */
    public Look look(Reference reference, CancelToken cancel) {
        try {
            return Look.of(lookup.head(reference, cancel).orElse(null));
        } catch (RegistryException e) {
            return e.kind() == Kind.MISSING
                    ? new Look.Missing()
                    : new Look.Untold(RemoteProblems.resolve(reference, e).text());
        } catch (IOException e) {
            return new Look.Untold(RemoteProblems.unexpected(e).text());
        }
    }

    /** Fetches what the reference points to and takes its digest from the bytes alone. */
    public Resolution fetch(Reference reference, CancelToken cancel) {
        try {
            return lookup.get(reference, cancel);
        } catch (RegistryException e) {
            throw RemoteProblems.resolve(reference, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    /**
     * The manifest or index that a descriptor points to, verified.
     *
     * @throws Problem.Corrupt where it is not that
     */
    public byte[] manifest(Descriptor wanted, CancelToken cancel) {
        return document(
                wanted,
                Lookup.path(Reference.digested(repository, wanted.digest())),
                "manifest",
                Limits.MANIFEST_BYTES_MAX,
                cancel);
    }

    /** The config that a descriptor points to, verified. */
    public byte[] config(Descriptor wanted, CancelToken cancel) {
        return document(wanted, blobs.path(wanted), "config", Limits.CONFIG_BYTES_MAX, cancel);
    }

    /** A small blob, verified; for what is to be read rather than kept. */
    public byte[] blob(Descriptor wanted, int bytesMax, CancelToken cancel) {
        return document(wanted, blobs.path(wanted), "blob", bytesMax, cancel);
    }

    /**
     * Whether the repository has a blob, and how large it is ({@code HEAD /v2/<name>/blobs/<digest>}).
     *
     * @throws Problem.NotFound where it has none
     */
    public Descriptor describeBlob(Digest digest, CancelToken cancel) {
        Descriptor wanted = Descriptor.of("application/octet-stream", digest, 0);
        try {
            return blobs.describe(wanted, cancel);
        } catch (RegistryException e) {
            throw RemoteProblems.blob(repository, wanted, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    /**
     * What refers to a manifest (distribution-spec, end-12a), or, where the registry does not keep track of that, what the
     * tag {@code sha256-<hex>} lists. Unproven, of any type, empty where there is nothing.
     *
     * @throws Problem.Corrupt where the list is no index
     */
    public List<Descriptor> referrers(Digest subject, CancelToken cancel) {
        Reference tag = Referrers.tag(repository, subject);
        try {
            return new Referrers(session, tries, lookup).of(subject, tag, cancel);
        } catch (RegistryException e) {
            throw RemoteProblems.resolve(tag, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    /** The same for questions that may well find nothing: what a mirror lacks there does not count against it here. */
    public RegistryClient aside() {
        return new RegistryClient(repository, endpoints, session, reach, documents);
    }

    private byte[] document(Descriptor wanted, String path, String what, int bytesMax, CancelToken cancel) {
        if (wanted.size() > bytesMax) {
            throw RemoteProblems.tooLarge(what, wanted, bytesMax);
        }
        return documents.get(wanted, cancel, () -> fetched(wanted, path, what, cancel));
    }

    private byte[] fetched(Descriptor wanted, String path, String what, CancelToken cancel) {
        try {
            return tries.any(Capability.PULL, cancel, endpoint -> {
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
        try (HttpAnswer answer = session.get(endpoint, path, headers, cancel)) {
            long length = answer.contentLength().orElse(wanted.size());
            if (length != wanted.size()) {
                throw RemoteProblems.wrongSize(what, wanted, length);
            }
            byte[] bytes = Answers.read(answer, (int) wanted.size());
            Verification.check(what, wanted, bytes);
            return bytes;
        }
    }

    @Override
    public void distrust(Descriptor blob) {
        blobs.distrust(blob);
    }

    /** The mirrors that answered, {@code host[:port]}, in their order; empty where the registry itself did all. */
    public List<String> mirrors() {
        return tries.mirrors();
    }

    @Override
    public Repository repository() {
        return repository;
    }

    @Override
    public BlobStream open(Descriptor blob, long offset, CancelToken cancel) throws IOException {
        return blobs.open(blob, offset, blob.size() - offset, cancel);
    }

    @Override
    public BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel) throws IOException {
        return blobs.open(blob, offset, length, cancel);
    }

    /**
     * All tags, in the registry's order ({@code GET /v2/<name>/tags/list}, every page of it).
     *
     * @throws Problem in the engine's words
     */
    public List<String> tags(CancelToken cancel) {
        try {
            return tries.any(Capability.RESOLVE, cancel, endpoint -> allTags(endpoint, cancel));
        } catch (RegistryException e) {
            throw RemoteProblems.tags(repository, e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    /** The first tags; {@code count} is a wish, and a registry may give more or fewer in a page. */
    List<String> firstTags(int count, CancelToken cancel) throws IOException {
        String path = tagsPath() + "?n=" + count;
        return tries.first(Capability.RESOLVE, endpoint -> {
            try (HttpAnswer answer = session.get(endpoint, path, Map.of("Accept", "application/json"), cancel)) {
                return ListPage.tags(answer).names();
            }
        });
    }

    private String tagsPath() {
        return "/v2/" + repository.path() + "/tags/list";
    }

    private List<String> allTags(Endpoint endpoint, CancelToken cancel) throws IOException {
        List<String> all = new ArrayList<>();
        String path = tagsPath();
        for (int page = 0;
                page < RemoteLimits.TAG_PAGES_MAX && all.size() < RemoteLimits.TAGS_MAX && !path.isEmpty();
                page++) {
            try (HttpAnswer answer = session.get(endpoint, path, Map.of("Accept", "application/json"), cancel)) {
                ListPage tags = ListPage.tags(answer);
                all.addAll(tags.names());
                path = endpoint.api(tags.next());
            }
        }
        return all.subList(0, Math.min(all.size(), RemoteLimits.TAGS_MAX));
    }
}
