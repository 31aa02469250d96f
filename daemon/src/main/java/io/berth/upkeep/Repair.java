package io.berth.upkeep;

import io.berth.content.Content;
import io.berth.index.Change.EndJob;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.transfer.Downloads;
import io.berth.transfer.Interest;
import io.berth.transfer.Job;
import io.berth.transfer.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Fetches damaged blobs again. The bytes come by the way of every download: verified, forced, and put in place by a rename,
 * so that a reader sees the blob whole or not at all. No name is given to anything, so the policy is not asked.
 */
final class Repair {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Index index;
    private final Content content;
    private final Remotes remotes;
    private final Downloads downloads;
    private final Origins origins;

    Repair(Index index, Content content, Remotes remotes, Downloads downloads, List<String> peers) {
        this.index = index;
        this.content = content;
        this.remotes = remotes;
        this.downloads = downloads;
        this.origins = new Origins(index, peers);
    }

    /** What came of it. */
    sealed interface Outcome {
        /** The blob is live again. */
        record Healed(Repository from) implements Outcome {}

        /** Nobody has it; {@code reason} is for people. */
        record Lost(String reason) implements Outcome {}
    }

    /** Asks one repository after the other for the blob. */
    Outcome heal(Digest blob, Function<String, Credentials> credentials, Job job) throws IOException {
        Origin origin = origins.of(blob);
        String reason = "nothing says where it came from";
        for (Repository repository : origin.repositories()) {
            RegistryClient client = remotes.client(repository, credentials.apply(repository.registry()), Map.of());
            try {
                fetch(origin, client, job);
                return new Outcome.Healed(repository);
            } catch (Problem e) {
                if (job.cancelToken().isCancelled()) {
                    throw e;
                }
                reason = repository.familiar() + ": " + e.text();
            }
        }
        return new Outcome.Lost(reason);
    }

    private void fetch(Origin origin, RegistryClient client, Job job) throws IOException {
        JobId id = index.beginJob("repair", origin.blob().digest().toString());
        try {
            if (origin.isDocument()) {
                document(id, origin.blob(), client, job);
            } else {
                blob(id, origin.blob(), client, job);
            }
        } finally {
            index.apply(List.of(new EndJob(id)));
        }
    }

    private void document(JobId id, Descriptor wanted, RegistryClient client, Job job) throws IOException {
        content.put(id, wanted, client.manifest(wanted, job.cancelToken()));
    }

    /** An index inside an index is known as a blob only, and is asked for as a document where it is none. */
    private void blob(JobId id, Descriptor wanted, RegistryClient client, Job job) throws IOException {
        try {
            download(id, wanted, client, job);
        } catch (Problem e) {
            if (wanted.size() > Limits.MANIFEST_BYTES_MAX || job.cancelToken().isCancelled()) {
                throw e;
            }
            try {
                document(id, wanted, client, job);
            } catch (Problem _) {
                throw e;
            }
        }
    }

    private void download(JobId id, Descriptor wanted, RegistryClient client, Job job) throws IOException {
        Signal signal = new Signal();
        try (Interest interest = downloads.join(wanted, client, id, job.limit(), signal);
                var _ = job.cancelToken().onCancel(signal::raise)) {
            job.downloading(List.of(interest));
            while (!interest.isDone()) {
                if (job.cancelToken().isCancelled()) {
                    throw new Unavailable(Subject.JOB, "cancelled");
                }
                signal.await(LOOK);
            }
            interest.check();
        } finally {
            job.checking();
        }
    }
}
