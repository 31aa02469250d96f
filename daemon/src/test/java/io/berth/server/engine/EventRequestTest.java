package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.ApiVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventRequestTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    55 |                                                                    | application/jsonl
                    52 | */*                                                                | application/jsonl
                    51 | */*                                                                | application/json
                    55 | application/json                                                   | application/jsonl
                    55 | text/html                                                          | application/jsonl
                    55 | ;;                                                                 | application/jsonl
                    55 | application/x-ndjson                                               | application/x-ndjson
                    40 | application/jsonl                                                  | application/jsonl
                    40 | application/json-seq                                               | application/json-seq
                    39 | application/json-seq                                               | application/json
                    55 | text/html, application/json-seq;q=0.5, application/x-ndjson;q=0.9  | application/x-ndjson
                    55 | application/json-seq, application/x-ndjson                         | application/json-seq
                    55 | application/json-seq;q=0                                           | application/jsonl
                    55 | application/json-seq;q=x                                           | application/jsonl
                    51 | application/jsonl;q=0                                              | application/json
                    """)
    void contentTypeIsNegotiated(int minor, String accept, String expected) {
        FakeRequest request = FakeRequest.get("/events").at(minor);
        if (accept != null) {
            request.header("Accept", accept);
        }
        assertThat(StreamType.of(request).contentType()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    since  | x                    | invalid value for 'since': invalid timestamp "x": invalid seconds "x": invalid syntax
                    until  | 2024-01-01T00:00:00Z | invalid value for 'until': invalid timestamp "2024-01-01T00:00:00Z": invalid seconds "2024-01-01T00:00:00Z": invalid syntax
                    since  | 1.                   | invalid value for 'since': invalid timestamp "1.": invalid seconds "1.": invalid syntax
                    cursor | -1                   | invalid value for 'cursor': "-1" is no place in the event log
                    cursor | 9223372036854775808  | invalid value for 'cursor': "9223372036854775808" is no place in the event log
                    filters| x                    | invalid filter
                    """)
    void badParametersAreRefused(String name, String value, String message) {
        FakeRequest request = FakeRequest.get("/events").with(name, value);
        assertThatThrownBy(() -> EventQuery.of(request))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @Test
    void sinceAfterUntilIsRefused() {
        FakeRequest request = FakeRequest.get("/events").with("since", "20").with("until", "10");
        assertThatThrownBy(() -> EventQuery.of(request))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("`since` time (20) cannot be after `until` time (10)");
    }

    @Test
    void timesHaveFractions() {
        EventQuery query = EventQuery.of(
                FakeRequest.get("/events").with("since", "1700000000.5").with("until", "1700000001.000000001"));
        assertThat(query.since()).isEqualTo(Instant.ofEpochSecond(1_700_000_000, 500_000_000));
        assertThat(query.until()).isEqualTo(Instant.ofEpochSecond(1_700_000_001, 1));
    }

    @Test
    void timesBeyondAllBoundsAreTakenAsBounds() {
        EventQuery query =
                EventQuery.of(FakeRequest.get("/events").with("since", "-5").with("until", "999999999999999999"));
        assertThat(query.since()).isEqualTo(Instant.EPOCH);
        assertThat(query.until()).isEqualTo(EventQuery.NEVER);
    }

    @Test
    void withoutTimesThereIsNoHistory() {
        assertThat(EventQuery.of(FakeRequest.get("/events")).history()).isFalse();
        assertThat(EventQuery.of(FakeRequest.get("/events").with("cursor", "0")).history())
                .isTrue();
    }

    @Test
    void rowHasTheMembersOfItsVersion() {
        Event pull = event("image", "pull", "labels:1", Map.of("name", "labels"));
        assertThat(row(55, pull)).isEqualTo("""
                        {"Type":"image","Action":"pull","Actor":{"ID":"labels:1","Attributes":{"name":"labels"}},"scope":"local","time":1700000000,"timeNano":1700000000000000007}
                        """);
        assertThat(row(51, pull))
                .startsWith(
                        "{\"Action\":\"pull\",\"Actor\":{\"Attributes\":{\"name\":\"labels\"},\"ID\":\"labels:1\"}");
        assertThat(row(39, pull)).startsWith("{\"status\":\"pull\",\"id\":\"labels:1\",\"Type\":\"image\"");
    }

    @Test
    void legacyMembersDependOnTheType() {
        assertThat(row(39, event("container", "start", "c", Map.of("image", "busybox"))))
                .startsWith("{\"status\":\"start\",\"id\":\"c\",\"from\":\"busybox\",\"Type\"");
        assertThat(row(39, event("image", "prune", "", Map.of("reclaimed", "1"))))
                .startsWith("{\"status\":\"prune\",\"Type\"");
        assertThat(row(24, event("volume", "create", "v", Map.of()))).startsWith("{\"Type\"");
    }

    @Test
    void imageCreateIsToldFrom146On() {
        Event create = event("image", "create", "sha256:ab", Map.of());
        assertThat(EventQuery.of(FakeRequest.get("/events").at(46)).takes(create))
                .isTrue();
        assertThat(EventQuery.of(FakeRequest.get("/events").at(45)).takes(create))
                .isFalse();
    }

    private static String row(int minor, Event event) {
        byte[] row = new EventRow(new ApiVersion(minor), StreamType.JSON, false).render(event);
        return new String(row, StandardCharsets.UTF_8);
    }

    private static Event event(String type, String action, String actor, Map<String, String> attributes) {
        return new Event(1, Instant.ofEpochSecond(1_700_000_000, 7), new Draft(type, action, actor, attributes));
    }
}
