package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.ImageSearch;
import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.testing.FakeRegistry;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchEndpointsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "limit | 101 | limit 101 is outside the range of [1, 100]",
                "limit | -1 | limit -1 is outside the range of [1, 100]",
                "limit | x | invalid limit specified: strconv.Atoi: parsing \"x\": invalid syntax",
                "filters | {\"nope\":[\"1\"]} | invalid filter 'nope'",
                "filters | x | invalid filter",
                "filters | {\"is-official\":[\"x\"]} | invalid filter 'is-official=[x]'",
                "filters | {\"is-automated\":[\"x\"]} | invalid filter 'is-automated=[x]'",
                "filters | {\"stars\":[\"x\"]} | invalid filter 'stars=x': strconv.Atoi: parsing \"x\": invalid syntax",
            })
    void badParametersAreRefusedInTheEnginesWords(String name, String value, String message) {
        try (Remotes remotes = new Remotes(RemoteSettings.DEFAULTS)) {
            RouteTable routes = RouteTable.of(new SearchEndpoints(new ImageSearch(new FakeIndex(), remotes)));
            assertThatThrownBy(() -> routes.call(
                            FakeRequest.get("/images/search").with("term", "a").with(name, value)))
                    .isInstanceOf(InvalidParameter.class)
                    .hasMessage(message);
        }
    }

    @Test
    void asManyResultsAsTheLimitMayBeAskedFor() {
        assertThatCode(() -> search(Limits.SEARCH_RESULTS_MAX)).doesNotThrowAnyException();
        assertThatThrownBy(() -> search(Limits.SEARCH_RESULTS_MAX + 1)).isInstanceOf(InvalidParameter.class);
    }

    private static void search(int limit) throws IOException {
        try (FakeRegistry registry =
                        new FakeRegistry().fault("_catalog", 1, FakeRegistry.json("{\"repositories\":[]}"));
                Remotes remotes = new Remotes(RemoteSettings.DEFAULTS)) {
            RouteTable routes = RouteTable.of(new SearchEndpoints(new ImageSearch(new FakeIndex(), remotes)));
            routes.call(FakeRequest.get("/images/search")
                    .with("term", registry.authority() + "/x")
                    .with("limit", Integer.toString(limit)));
        }
    }

    @Test
    void moreResultsThanTheLimitAreRefused() {
        assertThat(SearchEndpoints.limit(Integer.toString(Limits.SEARCH_RESULTS_MAX)))
                .isEqualTo(Limits.SEARCH_RESULTS_MAX);
        assertThatThrownBy(() -> SearchEndpoints.limit(Integer.toString(Limits.SEARCH_RESULTS_MAX + 1)))
                .isInstanceOf(InvalidParameter.class);
    }
}
