package io.berth.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
    @Test
    void indentingKeepsEscapesDigitsAndOrder() {
        String json = "[{\"b\":\"\\u003c\\\"{,:\",\"a\":[1.10,{}],\"c\":[],\"d\":null}]";
        assertThat(JsonIndent.indent(json, "    ")).isEqualTo("""
                        [
                            {
                                "b": "\\u003c\\"{,:",
                                "a": [
                                    1.10,
                                    {}
                                ],
                                "c": [],
                                "d": null
                            }
                        ]""");
    }

    @Test
    void indentingIgnoresTheWhiteSpaceThatIsThere() {
        assertThat(JsonIndent.indent(" { \"a\" :\n1 , \"b\":[ ] } ", " ")).isEqualTo("{\n \"a\": 1,\n \"b\": []\n}");
    }

    @Test
    void controlCharactersAndLineSeparatorsAreEscaped() {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, false).string("\u0001\t\u2028");
        assertThat(out).hasToString("\"\\u0001\\t\\u2028\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"<none>|\\u003cnone\\u003e", "a&b|a\\u0026b", "é 漢|é 漢"})
    void htmlIsEscapedAsGoDoes(String text, String written) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, true).string(text);
        assertThat(out).hasToString("\"" + written + "\"");
    }
}
