package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What runs now, so that it can be looked at, slowed down and cancelled ({@code /berth/jobs}). */
public final class Jobs {
    private final Map<Long, Job> jobs = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /**
     * Puts a job on the list, until it is closed.
     *
     * @param rate bytes a second that it may take; 0 is no limit
     */
    public Job begin(String kind, String subject, CancelToken cancel, long rate) {
        Job job = new Job(this, last.incrementAndGet(), kind, subject, cancel, new Bucket(rate));
        jobs.put(job.id(), job);
        return job;
    }

    void ended(Job job) {
        jobs.remove(job.id());
    }

    /** Oldest first. */
    public List<Job> list() {
        return jobs.values().stream().sorted(Comparator.comparingLong(Job::id)).toList();
    }

    /**
     * The job of this number.
     *
     * @throws NotFound where it does not run (any more)
     */
    public Job get(long id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new NotFound(Subject.JOB, "No such job: " + id);
        }
        return job;
    }
}
