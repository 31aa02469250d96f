package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.hosts.Capability;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists what refers to a manifest (distribution-spec, "Listing Referrers"). */
final class Referrers {
    /** What registries without such lists answer, and that no host may be asked for one. */
    private static final Set<Kind> UNSERVED = Set.of(Kind.MISSING, Kind.OTHER, Kind.POLICY);

    private static final int TAG_LENGTH_MAX = 128;

    private final Session session;
    private final Tries tries;
    private final Lookup lookup;

    Referrers(Session session, Tries tries, Lookup lookup) {
        this.session = session;
        this.tries = tries;
        this.lookup = lookup;
    }

    /** The tag of such a list in registries that keep none themselves. */
    static Reference tag(Repository repository, Digest subject) {
        String tag = subject.algorithm().label() + '-' + subject.hex();
        return Reference.tagged(repository, tag.substring(0, Math.min(tag.length(), TAG_LENGTH_MAX)));
    }

    /**
     * Asks for a list.
     *
     * @param tag that has it where the registry keeps none
     * @throws Corrupt where it is no index
     */
    List<Descriptor> of(Digest subject, Reference tag, CancelToken cancel) throws IOException {
        try {
            String path = "/v2/" + tag.repository().path() + "/referrers/" + subject;
            return tries.any(Capability.REFERRERS, cancel, endpoint -> pages(endpoint, path, cancel));
        } catch (RegistryException e) {
            if (UNSERVED.contains(e.kind())) {
                return tagged(tag, cancel);
            }
            throw e;
        }
    }

    private List<Descriptor> pages(Endpoint endpoint, String first, CancelToken cancel) throws IOException {
        List<Descriptor> all = new ArrayList<>();
        String path = first;
        for (int page = 0; page < RemoteLimits.REFERRER_PAGES_MAX && !path.isEmpty(); page++) {
            Map<String, String> headers = Map.of("Accept", MediaTypes.OCI_INDEX);
            try (HttpAnswer answer = session.get(endpoint, path, headers, cancel)) {
                all.addAll(list(Answers.read(answer, Limits.MANIFEST_BYTES_MAX)));
                path = endpoint.api(ListPage.next(answer));
            }
        }
        return all;
    }

    private List<Descriptor> tagged(Reference tag, CancelToken cancel) throws IOException {
        try {
            return list(lookup.get(tag, cancel).findBytes().orElseThrow());
        } catch (RegistryException e) {
            if (e.kind() == Kind.MISSING) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<Descriptor> list(byte[] bytes) {
        if (bytes.length > Limits.MANIFEST_BYTES_MAX) {
            throw new TooLarge(
                    Subject.MANIFEST, "a list of referrers of more than " + Limits.MANIFEST_BYTES_MAX + " bytes");
        }
        if (!(Manifest.parse(bytes, MediaTypes.OCI_INDEX) instanceof ImageIndex index)) {
            throw new Corrupt(Subject.MANIFEST, "a list of referrers that is no index");
        }
        return index.manifests();
    }
}
