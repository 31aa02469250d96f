package io.berth.server.engine;

import io.berth.event.Event;
import io.berth.event.EventFilter;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Request;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client asks of {@code GET /events}.
 *
 * @param history whether it wants events of the past at all
 * @param cursor only events after this one; 0 where it did not say
 * @param since not before this moment
 * @param until the stream ends at this moment; {@link #NEVER} where it did not say
 */
record EventQuery(boolean history, long cursor, Instant since, Instant until, EventFilter filter, boolean imageCreate) {
    static final Instant NEVER = Instant.ofEpochSecond(9_000_000_000L);

    private static final Pattern SECONDS = Pattern.compile("([+-]?\\d{1,18})(?:\\.(\\d{1,9}))?");

    /** Reads the request; throws {@link InvalidParameter} in the engine's words. */
    static EventQuery of(Request request) {
        EventFilter filter = new EventFilter(QueryFilters.of(request)::values);
        Optional<String> cursor = request.query("cursor").filter(text -> !text.isEmpty());
        Optional<Instant> since = moment(request, "since");
        Optional<Instant> until = moment(request, "until");
        if (since.isPresent() && until.isPresent() && since.get().isAfter(until.get())) {
            throw new InvalidParameter(
                    "`since` time (" + request.query("since").orElse("") + ") cannot be after `until` time ("
                            + request.query("until").orElse("") + ')');
        }
        return new EventQuery(
                cursor.isPresent() || since.isPresent() || until.isPresent(),
                cursor.map(EventQuery::place).orElse(0L),
                since.orElse(Instant.EPOCH),
                until.orElse(NEVER),
                filter,
                !request.version().isBefore(46));
    }

    boolean takes(Event event) {
        return !event.at().isBefore(since)
                && !event.at().isAfter(until)
                && (imageCreate || !isImageCreate(event))
                && filter.takes(event.what());
    }

    /** The event exists since 1.46; older clients are not told. */
    private static boolean isImageCreate(Event event) {
        return event.what().type().equals("image") && event.what().action().equals("create");
    }

    private static Optional<Instant> moment(Request request, String name) {
        return request.query(name).filter(text -> !text.isEmpty()).map(text -> seconds(name, text));
    }

    /** Seconds since the epoch with an optional fraction; clients turn other forms into it. */
    private static Instant seconds(String name, String text) {
        Matcher parts = SECONDS.matcher(text);
        if (!parts.matches()) {
            throw new InvalidParameter("invalid value for '" + name + "': invalid timestamp \"" + text
                    + "\": invalid seconds \"" + text + "\": invalid syntax");
        }
        long seconds = Math.clamp(Long.parseLong(parts.group(1)), 0, NEVER.getEpochSecond());
        String fraction = parts.group(2) == null ? "" : parts.group(2);
        return Instant.ofEpochSecond(seconds, Long.parseLong((fraction + "000000000").substring(0, 9)));
    }

    private static long place(String text) {
        if (!text.matches("\\d{1,20}") || new BigInteger(text).bitLength() > 63) {
            throw new InvalidParameter("invalid value for 'cursor': \"" + text + "\" is no place in the event log");
        }
        return Long.parseLong(text);
    }
}
