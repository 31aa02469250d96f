package io.berth.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.problem.Problem.NotFound;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobsTest {
    private final Jobs jobs = new Jobs();
    private final CancelToken cancel = new CancelToken();

    private Job begin() {
        return jobs.begin("pull", "redis:7", cancel, 0);
    }

    @Test
    void jobsAreListedWhileTheyRunOldestFirst() {
        Job first = begin();
        Job second = begin();
        assertThat(jobs.list()).containsExactly(first, second);
        assertThat(jobs.get(second.id())).isSameAs(second);
        first.close();
        assertThat(jobs.list()).containsExactly(second);
        assertThatThrownBy(() -> jobs.get(first.id()))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such job: " + first.id());
    }

    @Test
    void whoWatchesSeesTheEnd() {
        Job job = begin();
        assertThat(job.awaitEnd(Duration.ZERO)).isFalse();
        Thread.ofVirtual().start(job::close);
        while (!job.awaitEnd(Duration.ofSeconds(1))) {
            assertThat(job.phase()).isEqualTo(Job.Phase.RESOLVING);
        }
        assertThat(job.phase()).isEqualTo(Job.Phase.DONE);
    }

    @Test
    void aFailureAndACancellationAreDifferentEnds() {
        Job failed = begin();
        failed.failed("no such image");
        failed.close();
        assertThat(failed.phase()).isEqualTo(Job.Phase.FAILED);
        Job cancelled = begin();
        cancelled.cancelToken().cancel();
        cancelled.failed("the pull of redis:7 was cancelled");
        cancelled.close();
        assertThat(cancelled.phase()).isEqualTo(Job.Phase.CANCELLED);
    }

    @Test
    void aJobThatWasDoneWhenItWasCancelledIsDone() {
        Job job = begin();
        job.cancelToken().cancel();
        job.close();
        assertThat(job.phase()).isEqualTo(Job.Phase.DONE);
    }
}
