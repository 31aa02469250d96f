package io.berth.server.engine;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.upkeep.Retention;
import io.berth.upkeep.Retention.Outcome;
import io.berth.upkeep.Retention.Row;
import io.berth.upkeep.RetentionRule;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own addition to the API: what rules say may go ({@code /berth/retention/plan}, {@code /berth/retention/run}). */
public final class RetentionEndpoints implements Endpoints {
    private final Retention retention;

    public RetentionEndpoints(Retention retention) {
        this.retention = retention;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/retention/plan", request -> answer(retention.plan(rules(request))))
                .post("/berth/retention/run", request -> answer(retention.run(rules(request))));
    }

    static List<RetentionRule> rules(Request request) {
        List<String> texts = request.queries("rule");
        if (texts.size() > Limits.RETENTION_RULES_MAX) {
            throw new InvalidParameter("more than " + Limits.RETENTION_RULES_MAX + " rules");
        }
        return texts.stream().map(RetentionRule::parse).toList();
    }

    static Reply answer(Outcome outcome) {
        ObjectNode answer = Json.object();
        ArrayNode steps = answer.putArray("Steps");
        for (Row row : outcome.rows()) {
            steps.addObject()
                    .put("In", row.place())
                    .put("Name", row.name())
                    .put("Id", row.id())
                    .put("Removes", row.removes())
                    .put("Reason", row.reason())
                    .put("Bytes", row.bytes());
        }
        return Json.ok(answer.put("SpaceReclaimed", outcome.reclaimed()).put("SpaceUndoable", outcome.undoable()));
    }
}
