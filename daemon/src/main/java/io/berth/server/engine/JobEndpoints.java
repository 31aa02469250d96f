package io.berth.server.engine;

import io.berth.io.ByteRate;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import tools.jackson.databind.node.ArrayNode;

/** Our own addition to the API: what the daemon is fetching now ({@code /berth/jobs}). */
public final class JobEndpoints implements Endpoints {
    private static final Duration WATCH_EVERY = Duration.ofMillis(250);

    private final Jobs jobs;

    public JobEndpoints(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/jobs", this::list)
                .get("/berth/jobs/{id}", this::show)
                .post("/berth/jobs/{id}", this::change)
                .delete("/berth/jobs/{id}", this::cancel);
    }

    private Reply list(Request request) {
        ArrayNode all = Json.array();
        jobs.list().forEach(job -> all.add(JobJson.of(job)));
        return Json.ok(all);
    }

    private Reply show(Request request) {
        Job job = job(request);
        return request.flag("watch")
                ? Reply.stream(StreamType.NDJSON.contentType(), (out, client) -> watch(job, out, client))
                : Json.ok(JobJson.of(job));
    }

    /** A row whenever something has changed, and one for the end. */
    private static void watch(Job job, OutputStream out, Reply.Client client) throws IOException {
        byte[] last = {};
        boolean ended;
        do {
            ended = job.awaitEnd(last.length == 0 ? Duration.ZERO : WATCH_EVERY);
            byte[] row = Json.bytes(JobJson.of(job));
            if (!Arrays.equals(row, last)) {
                out.write(row);
                out.write('\n');
                out.flush();
                last = row;
            }
        } while (!ended && !client.isGone());
    }

    private Reply change(Request request) {
        Job job = job(request);
        String rate = request.query("limit-rate")
                .orElseThrow(() -> new InvalidParameter("limit-rate is missing: there is nothing to change"));
        job.limit().rate(ByteRate.parse(rate));
        return Json.ok(JobJson.of(job));
    }

    private Reply cancel(Request request) {
        job(request).cancelToken().cancel();
        return Reply.empty(204);
    }

    private Job job(Request request) {
        String id = request.variable("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw new InvalidParameter("invalid job id: " + id);
        }
        return jobs.get(Long.parseLong(id));
    }
}
