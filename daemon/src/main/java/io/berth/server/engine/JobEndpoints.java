package io.berth.server.engine;

import io.berth.index.JobId;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.transfer.Interest;
import io.berth.transfer.Jobs;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own addition to the API: what the daemon is fetching now ({@code /berth/jobs}). */
public final class JobEndpoints implements Endpoints {
    private final Jobs jobs;

    public JobEndpoints(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/jobs", this::list).delete("/berth/jobs/{id}", this::cancel);
    }

    private Reply list(Request request) {
        ArrayNode all = Json.array();
        for (Jobs.Job job : jobs.list()) {
            ObjectNode node = all.addObject()
                    .put("Id", Long.toString(job.id().value()))
                    .put("Kind", job.kind())
                    .put("Subject", job.subject())
                    .put("Started", Times.print(job.started()));
            ArrayNode blobs = node.putArray("Blobs");
            for (Interest interest : job.interests()) {
                blobs.addObject()
                        .put("Digest", interest.blob().digest().toString())
                        .put("Current", interest.current())
                        .put("Total", interest.blob().size())
                        .put("Done", interest.isDone());
            }
        }
        return Json.ok(all);
    }

    private Reply cancel(Request request) {
        String id = request.variable("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw new InvalidParameter("invalid job id: " + id);
        }
        jobs.cancel(new JobId(Long.parseLong(id)));
        return Reply.empty(204);
    }
}
