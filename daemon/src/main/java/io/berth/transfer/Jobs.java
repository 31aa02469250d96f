package io.berth.transfer;

import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What runs now, so that it can be looked at and cancelled ({@code /berth/jobs}). */
public final class Jobs {
    private final Map<JobId, Job> jobs = new ConcurrentHashMap<>();

    /** One running pull. Closing it takes it off the list. */
    public final class Job implements AutoCloseable {
        private final JobId id;
        private final String kind;
        private final String subject;
        private final Instant started = Instant.now();
        private final CancelToken cancel;
        private volatile List<Interest> interests = List.of();

        private Job(JobId id, String kind, String subject, CancelToken cancel) {
            this.id = id;
            this.kind = kind;
            this.subject = subject;
            this.cancel = cancel;
        }

        public JobId id() {
            return id;
        }

        public String kind() {
            return kind;
        }

        public String subject() {
            return subject;
        }

        public Instant started() {
            return started;
        }

        /** The blobs that it waits for or has got. */
        public List<Interest> interests() {
            return interests;
        }

        public void interests(Collection<Interest> wanted) {
            interests = List.copyOf(wanted);
        }

        @Override
        public void close() {
            jobs.remove(id);
        }
    }

    public Job begin(JobId id, String kind, String subject, CancelToken cancel) {
        Job job = new Job(id, kind, subject, cancel);
        jobs.put(id, job);
        return job;
    }

    /** Oldest first. */
    public List<Job> list() {
        return jobs.values().stream()
                .sorted(Comparator.comparing(Job::started)
                        .thenComparingLong(job -> job.id().value()))
                .toList();
    }

    /**
     * Cancels a job; what was received stays for the next who wants it.
     *
     * @throws NotFound where it does not run (any more)
     */
    public void cancel(JobId id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new NotFound(Subject.JOB, "No such job: " + id.value());
        }
        job.cancel.cancel();
    }
}
