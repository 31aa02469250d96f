package io.berth.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** An event as clients read it: the members that {@code GET /events} has in the newest version of the API. */
public final class EventJson {
    private EventJson() {}

    public static void put(ObjectNode row, Event event) {
        Draft what = event.what();
        row.put("Type", what.type());
        row.put("Action", what.action());
        ObjectNode actor = row.putObject("Actor");
        actor.put("ID", what.actor());
        ObjectNode attributes = actor.putObject("Attributes");
        new TreeMap<>(what.attributes()).forEach(attributes::put);
        row.put("scope", "local");
        row.put("time", event.at().getEpochSecond());
        row.put("timeNano", nanos(event));
    }

    static long nanos(Event event) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, event.at());
    }

    /** Tells the event from every other one of this daemon, also where its log was lost and began again. */
    public static String id(Event event) {
        return nanos(event) + "-" + event.seq();
    }
}
