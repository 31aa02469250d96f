package io.berth.index;

import io.berth.event.Event;
import java.util.List;
import java.util.Set;

/**
 * The log of events for those who must hear of each, and how far every one of them has come, by its name. Changes are
 * durable when they return.
 */
public interface EventLog {
    /** From now on these are the ones: new ones begin behind the last event, the others are forgotten. */
    void keep(Set<String> names);

    /** The place of the last event that this one need not be told any more. */
    long cursor(String name);

    /** Nothing for a name that is not kept. */
    void moved(String name, long cursor);

    /** The next events behind a place, in order: so many at most, and one or no more than so many bytes. */
    Page after(long cursor, int countMax, int bytesMax);

    /** The place of the last event; 0 where there is none. */
    long last();

    /**
     * Some events.
     *
     * @param missed how many there were between the place and the first of these that the log has forgotten
     */
    record Page(List<Event> events, long missed) {
        public Page {
            events = List.copyOf(events);
        }
    }
}
