package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFiltersTest {
    @Test
    void listFormKeepsValuesInOrderAndOnce() {
        QueryFilters filters = QueryFilters.parse("{\"label\":[\"b\",\"a\",\"b\"]}");
        assertThat(filters.values("label")).containsExactly("b", "a");
    }

    @Test
    void legacyFormGivesItsKeys() {
        QueryFilters filters = QueryFilters.parse("{\"label\":{\"n=1\":true,\"m\":true},\"x\":null}");
        assertThat(filters.values("label")).containsExactly("n=1", "m");
        assertThat(filters.has("x")).isTrue();
        assertThat(filters.values("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null"})
    void nothingGivenIsNoFilter(String text) {
        assertThat(QueryFilters.parse(text).keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[\"x\"]",
                "\"x\"",
                "1",
                "{",
                "{\"label\":\"a\"}",
                "{\"label\":[1]}",
                "{\"label\":{\"a\":1}}",
                "{\"label\":[\"a\"],\"dangling\":{\"true\":true}}",
                "{} {}"
            })
    void anythingElseIsInvalid(String text) {
        assertThatThrownBy(() -> QueryFilters.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("invalid filter");
    }

    @Test
    void unknownKeyIsNamed() {
        QueryFilters filters = QueryFilters.parse("{\"label\":[],\"nope\":[\"1\"]}");
        assertThatThrownBy(() -> filters.allowing(Set.of("label"))).hasMessage("invalid filter 'nope'");
    }

    @ParameterizedTest
    @CsvSource({"1,true", "true,true", "0,false", "false,false"})
    void flagWords(String word, boolean expected) {
        QueryFilters filters = QueryFilters.parse("{\"dangling\":[\"" + word + "\"]}");
        assertThat(filters.flag("dangling", !expected)).isEqualTo(expected);
    }

    @Test
    void absentFlagIsTheDefault() {
        assertThat(QueryFilters.parse("").flag("dangling", true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"maybe\"] | invalid filter 'dangling=[maybe]'",
                "[\"true\",\"false\"] | invalid filter 'dangling=[false true]'",
                "[] | invalid filter 'dangling'"
            })
    void contradictoryFlagIsNamedWithItsValues(String values, String message) {
        QueryFilters filters = QueryFilters.parse("{\"dangling\":" + values + "}");
        assertThatThrownBy(() -> filters.flag("dangling", false)).hasMessage(message);
    }

    @Test
    void randomTextEitherParsesOrIsAnInvalidFilter() {
        Random random = new Random(7);
        String alphabet = "{}[]\":,truefalsnl0.19aé\\ ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("{\"k\":");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                QueryFilters.parse(text.append(random.nextBoolean() ? "}" : "").toString())
                        .values("k");
            } catch (InvalidParameter e) {
                assertThat(e.text()).isEqualTo("invalid filter");
            }
        }
    }
}
