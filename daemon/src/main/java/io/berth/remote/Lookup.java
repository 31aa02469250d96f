package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.hosts.Capability;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Asks what the references of one repository point to: by HEAD, which registries do not count against any limit. */
final class Lookup {
    private static final String ACCEPT_ANY_MANIFEST = String.join(
            ", ",
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_LIST,
            MediaTypes.OCI_MANIFEST,
            MediaTypes.OCI_INDEX,
            "*/*");

    private final Session session;
    private final Tries tries;
    private final Checks checks;

    Lookup(Session session, Tries tries, Checks checks) {
        this.session = session;
        this.tries = tries;
        this.checks = checks;
    }

    /** By HEAD alone; empty where a registry does not serve it, or does not tell digest and size. */
    Optional<Descriptor> head(Reference reference, CancelToken cancel) throws IOException {
        return byHead(reference, cancel).map(Resolution::target);
    }

    /** By HEAD, and by GET where that does not tell. */
    Resolution resolve(Reference reference, CancelToken cancel) throws IOException {
        Optional<Resolution> told = byHead(reference, cancel);
        if (told.isPresent()) {
            return told.get();
        }
        return checks.ask(key(reference, true), cancel, () -> Optional.of(get(reference, cancel)))
                .orElseThrow();
    }

    private Optional<Resolution> byHead(Reference reference, CancelToken cancel) throws IOException {
        return checks.ask(
                key(reference, false),
                cancel,
                () -> tries.any(
                        capability(reference),
                        cancel,
                        endpoint -> head(endpoint, reference, cancel).map(found -> new Resolution(found, null))));
    }

    private Checks.Key key(Reference reference, boolean body) {
        return new Checks.Key(reference, session.fingerprint(), session.metaHeaders(), body);
    }

    private Optional<Descriptor> head(Endpoint endpoint, Reference reference, CancelToken cancel) throws IOException {
        Map<String, String> headers = Map.of("Accept", ACCEPT_ANY_MANIFEST);
        try (HttpAnswer answer = session.send(endpoint, "HEAD", path(reference), headers, cancel)) {
            if (answer.status() == 405) {
                return Optional.empty();
            }
            if (answer.status() != 200) {
                throw Answers.failure(answer, new byte[0]);
            }
            Optional<Digest> digest = reference
                    .findDigest()
                    .or(() -> answer.header("Docker-Content-Digest").flatMap(Digest::find));
            OptionalLong length = answer.contentLength();
            if (length.isPresent()) {
                checkSize(reference, length.getAsLong());
            }
            return length.isEmpty()
                    ? Optional.empty()
                    : digest.map(known -> Descriptor.of(type(answer), known, length.getAsLong()));
        }
    }

    /** By GET: the digest is that of the bytes. */
    Resolution get(Reference reference, CancelToken cancel) throws IOException {
        return tries.any(capability(reference), cancel, endpoint -> get(endpoint, reference, cancel));
    }

    private Resolution get(Endpoint endpoint, Reference reference, CancelToken cancel) throws IOException {
        Map<String, String> headers = Map.of("Accept", ACCEPT_ANY_MANIFEST);
        try (HttpAnswer answer = session.get(endpoint, path(reference), headers, cancel)) {
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

    /** A HEAD has no body: for failures whose words matter to the user, the registry is asked once more by GET. */
    RegistryException explained(Reference reference, RegistryException failure, Set<Kind> kinds, CancelToken cancel) {
        if (!kinds.contains(failure.kind())) {
            return failure;
        }
        try {
            get(tries.preferred(capability(reference)), reference, cancel);
            return failure;
        } catch (RegistryException e) {
            return e.kind() == failure.kind() ? e : failure;
        } catch (IOException | Problem e) {
            return failure;
        }
    }

    /** Bytes are checked against a digest, whoever has them; what a tag is, only a trusted host may say. */
    private static Capability capability(Reference reference) {
        return reference.digest() == null ? Capability.RESOLVE : Capability.PULL;
    }

    static String path(Reference reference) {
        return "/v2/" + reference.repository().path() + "/manifests/" + reference.target();
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
