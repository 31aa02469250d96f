package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobsTest extends CommandTest {
    private static final String JOBS = "/v1.52/berth/jobs";

    private static String pull(String phase, long current, String waits, String error) {
        return """
            {"Id":"7","Kind":"pull","Subject":"redis:7","Started":"2020-01-01T00:00:00Z","Phase":"%s","Current":%d,\
            "Total":4000000,"BytesPerSecond":500000,"LimitRate":10485760,"Retries":2,"WaitsFor":"%s","Error":"%s",\
            "Blobs":[{"Host":"mirror:5000"},{"Host":""},{"Host":"mirror:5000"},{"Host":"r.example"}]}
            """.formatted(phase, current, waits, error).strip() + "\n";
    }

    @Test
    void runningJobsAreListed() {
        fake.answer("GET " + JOBS, "[" + pull("downloading", 1000000, "a retry", "") + "]");
        String rows = """
                JOB ID    SUBJECT   PHASE         PROGRESS   SPEED     RETRIES   FROM                     WAITS FOR
                7         redis:7   downloading   1MB/4MB    500kB/s   2         mirror:5000, r.example   a retry
                """;
        assertThat(console.run("jobs")).isZero();
        assertThat(console.out()).isEqualTo(rows);
        assertThat(console.run("jobs", "ls")).isZero();
        assertThat(console.out()).isEqualTo(rows);
    }

    @Test
    void onlyIdsAndOtherColumnsWhereAskedFor() {
        fake.answer("GET " + JOBS, "[" + pull("downloading", 1000000, "", "") + "]");
        assertThat(console.run("jobs", "ls", "-q")).isZero();
        assertThat(console.out()).isEqualTo("7\n");
        assertThat(console.run("jobs", "ls", "--format", "{{.Kind}} {{.Limit}} {{.Started}}"))
                .isZero();
        assertThat(console.out()).matches("pull 10MiB/s [0-9]+ years ago\\n");
    }

    @Test
    void noJobsAreATableWithoutRows() {
        fake.answer("GET " + JOBS, "[]");
        assertThat(console.run("jobs")).isZero();
        assertThat(console.out()).hasLineCount(1).startsWith("JOB ID");
    }

    @Test
    void watchedJobIsToldWhereItChangesAndFailsWhereItDoes() {
        fake.answer(
                "GET " + JOBS + "/7?watch=1",
                pull("downloading", 1000000, "a retry", "")
                        + pull("downloading", 1000000, "a retry", "")
                        + pull("done", 4000000, "", ""));
        assertThat(console.run("jobs", "watch", "7")).isZero();
        assertThat(console.out()).isEqualTo("""
                downloading  1MB/4MB  500kB/s  waits for a retry
                done  4MB/4MB  500kB/s
                """);
        fake.answer("GET " + JOBS + "/7?watch=1", pull("failed", 1000000, "", "no space left"));
        assertThat(console.run("jobs", "watch", "7")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("failed  1MB/4MB  500kB/s: no space left\n");
    }

    @Test
    void jobsAreCancelledOneAfterTheOther() {
        fake.answer("DELETE " + JOBS + "/7", "");
        fake.answer("DELETE " + JOBS + "/8", "404 Not Found", "{\"message\":\"no such job: 8\"}");
        assertThat(console.run("jobs", "cancel", "7", "8", "9")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("7\n");
        assertThat(console.err()).isEqualTo("Error response from daemon: no such job: 8\n");
        assertThat(fake.lines()).doesNotContain("DELETE " + JOBS + "/9");
    }

    @Test
    void rateIsHandedOnAsItWasGiven() {
        fake.answer("POST " + JOBS + "/7?limit-rate=10m", "");
        assertThat(console.run("jobs", "limit", "7", "10m")).isZero();
        assertThat(console.out()).isEqualTo("7\n");
    }
}
