package io.berth.server.engine;

import io.berth.remote.Checkup;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A checkup of a registry as we answer it. */
final class CheckupJson {
    private CheckupJson() {}

    static ObjectNode of(Checkup checkup) {
        ObjectNode answer = Json.object().put("Registry", checkup.registry()).put("Ok", checkup.isOk());
        ArrayNode places = answer.putArray("Endpoints");
        for (Checkup.Place place : checkup.places()) {
            ObjectNode row = places.addObject()
                    .put("Url", place.url().toString())
                    .put("Mirror", place.mirror())
                    .put("Ok", place.isOk());
            ArrayNode steps = row.putArray("Steps");
            for (Checkup.Step step : place.steps()) {
                steps.addObject()
                        .put("Step", step.name())
                        .put(
                                "Status",
                                switch (step.status()) {
                                    case OK -> "ok";
                                    case FAILED -> "failed";
                                    case SKIPPED -> "skipped";
                                })
                        .put("Detail", step.detail())
                        .put("Millis", step.millis());
            }
        }
        return answer;
    }
}
