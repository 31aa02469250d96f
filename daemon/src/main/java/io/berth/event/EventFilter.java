package io.berth.event;

import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which events somebody wants, by {@code filters} as {@code GET /events} has them. Values of one key are alternatives (but for
 * labels, all of which must be there), keys restrict each other, and a key that nobody knows restricts nothing.
 */
public final class EventFilter {
    /** Each names an actor by its id or {@code name}, or by the beginning of either. */
    private static final List<String> ACTORS =
            List.of("config", "container", "daemon", "network", "node", "plugin", "secret", "service", "volume");

    /** Actions that go on after a colon ({@code exec_start: sh}); a filter for one is met by its beginning. */
    private static final List<String> ACTIONS_WITH_DETAIL = List.of("health_status", "exec_create", "exec_start");

    private final Function<String, List<String>> filters;

    /** @param filters from a key to its values; none where it restricts nothing */
    public EventFilter(Function<String, List<String>> filters) {
        this.filters = filters;
    }

    public boolean takes(Draft event) {
        return takesAction(event.action())
                && is("type", event.type())
                && is("scope", "local")
                && takesImage(event)
                && takesLabels(event.attributes())
                && ACTORS.stream().allMatch(kind -> takesActor(kind, event));
    }

    private boolean takesAction(String action) {
        boolean byBeginning = filters.apply("event").stream().anyMatch(ACTIONS_WITH_DETAIL::contains);
        return byBeginning ? begins("event", action) : is("event", action);
    }

    private boolean takesActor(String kind, Draft event) {
        return begins(kind, event.actor()) || begins(kind, event.attributes().getOrDefault("name", ""));
    }

    /** An image by its id or name, with tag or without; the containers made of it too. */
    private boolean takesImage(Draft event) {
        String name = event.attributes().getOrDefault(event.type().equals("image") ? "name" : "image", "");
        return is("image", event.actor())
                || is("image", name)
                || is("image", withoutTag(event.actor()))
                || is("image", withoutTag(name));
    }

    private boolean takesLabels(Map<String, String> attributes) {
        return filters.apply("label").stream().allMatch(label -> {
            int equals = label.indexOf('=');
            String key = equals < 0 ? label : label.substring(0, equals);
            return attributes.containsKey(key)
                    && (equals < 0 || Objects.equals(attributes.get(key), label.substring(equals + 1)));
        });
    }

    private boolean is(String key, String value) {
        List<String> wanted = filters.apply(key);
        return wanted.isEmpty() || wanted.contains(value);
    }

    private boolean begins(String key, String value) {
        List<String> wanted = filters.apply(key);
        return wanted.isEmpty() || wanted.stream().anyMatch(value::startsWith);
    }

    private static String withoutTag(String name) {
        try {
            return Reference.parse(name).repository().familiar();
        } catch (InvalidParameter e) {
            return name;
        }
    }
}
