package io.berth.upkeep;

import io.berth.content.Audit;
import io.berth.content.Audit.Finding;
import io.berth.content.Audit.Kind;
import io.berth.content.Content;
import io.berth.index.Index;
import io.berth.index.Index.BlobRow;
import io.berth.io.CancelToken;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.transfer.Downloads;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Checks the store while it is in use, and repairs what is damaged. One check runs at a time. */
public final class SystemCheck {
    private final Audit audit;
    private final Repair repair;
    private final Jobs jobs;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Makes a check.
     *
     * @param peers registries, {@code host[:port]}, that are asked for what its own registry does not have any more
     */
    public SystemCheck(
            Audit audit,
            Index index,
            Content content,
            Remotes remotes,
            Downloads downloads,
            Jobs jobs,
            List<String> peers) {
        this.audit = audit;
        this.repair = new Repair(index, content, remotes, downloads, peers);
        this.jobs = jobs;
    }

    /**
     * What is wanted.
     *
     * @param deep whether every blob is read, not only its name and size compared
     * @param repair whether what is wrong is put right
     * @param rate bytes a second that are read, and fetched; 0 is no limit
     * @param credentials for a registry
     */
    public record Wish(boolean deep, boolean repair, long rate, Function<String, Credentials> credentials) {}

    /** How it goes. */
    public interface Listener {
        /**
         * Something is wrong.
         *
         * @param outcome what the repair did about it
         */
        void found(Finding finding, Outcome outcome) throws IOException;

        /** So much was read of all there is to read; what it throws ends the check. */
        void read(long bytes, long total);
    }

    /**
     * What a repair did.
     *
     * @param repaired whether all is well again
     * @param from the repository that a blob came from; empty where it came from none
     * @param reason why it is not repaired; empty where it is, or where no repair was wanted
     */
    public record Outcome(boolean repaired, String from, String reason) {
        static final Outcome UNASKED = new Outcome(false, "", "");
    }

    /**
     * What a whole check came to.
     *
     * @param bytes that were read
     */
    public record Summary(long blobs, long bytes, long faults, long repaired) {}

    /**
     * Checks.
     *
     * @throws Conflict while another check runs
     */
    public Summary run(Wish wish, Listener listener, CancelToken cancel) throws IOException {
        if (!running.compareAndSet(false, true)) {
            throw new Conflict(Subject.STORE, "a check is already running");
        }
        String subject = (wish.deep ? "all blobs" : "names and sizes") + (wish.repair ? ", repairing" : "");
        try (Job job = jobs.begin("check", subject, cancel, wish.rate)) {
            try {
                job.checking();
                return new Run(wish, listener, job).all();
            } catch (IOException | RuntimeException e) {
                job.failed(String.valueOf(e.getMessage()));
                throw e;
            }
        } finally {
            running.set(false);
        }
    }

    /** One check. */
    private final class Run {
        private final Wish wish;
        private final Listener listener;
        private final Job job;
        private long read;
        private long total;
        private long faults;
        private long repaired;

        Run(Wish wish, Listener listener, Job job) {
            this.wish = wish;
            this.listener = listener;
            this.job = job;
        }

        Summary all() throws IOException {
            List<BlobRow> blobs =
                    audit.blobs(); // first, so that what others put aside meanwhile is among the files' faults
            findings(audit.index());
            findings(audit.files());
            if (wish.deep) {
                total = blobs.stream().mapToLong(BlobRow::size).sum();
                for (BlobRow blob : blobs) {
                    Optional<Finding> bad = audit.verify(blob, this::pace);
                    if (bad.isPresent()) {
                        found(bad.get());
                    }
                    stopIfCancelled();
                }
            }
            return new Summary(blobs.size(), read, faults, repaired);
        }

        private void findings(List<Finding> all) throws IOException {
            for (Finding one : all) {
                stopIfCancelled();
                found(one);
            }
        }

        private boolean pace(int bytes) {
            read += bytes;
            listener.read(read, total);
            return job.limit().spend(bytes, job.cancelToken());
        }

        private void stopIfCancelled() {
            if (job.cancelToken().isCancelled()) {
                throw new Unavailable(Subject.JOB, "cancelled");
            }
        }

        private void found(Finding finding) throws IOException {
            Outcome outcome = wish.repair ? repair(finding) : Outcome.UNASKED;
            faults++;
            repaired += outcome.repaired ? 1 : 0;
            listener.found(finding, outcome);
        }

        private Outcome repair(Finding finding) throws IOException {
            if (finding.kind() != Kind.DAMAGED || finding.blob() == null) {
                boolean mended = audit.mend(finding);
                return new Outcome(mended, "", mended ? "" : "it cannot be repaired");
            }
            return switch (repair.heal(finding.blob(), wish.credentials, job)) {
                case Repair.Outcome.Healed healed ->
                    new Outcome(true, healed.from().familiar(), "");
                case Repair.Outcome.Lost lost -> new Outcome(false, "", lost.reason());
            };
        }
    }
}
