package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformParameterTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    x                   | failed to parse platform: invalid character 'x' looking for beginning of value
                    linux/amd64         | failed to parse platform: invalid character 'l' looking for beginning of value
                    ~ ~                 | failed to parse platform: unexpected end of JSON input
                    {                   | failed to parse platform: invalid JSON
                    "linux"             | failed to parse platform: json: cannot unmarshal value into Go value of type v1.Platform
                    {"os":1}            | failed to parse platform: json: cannot unmarshal value into Go struct field Platform.os of type string
                    {"os.features":"x"} | failed to parse platform: json: cannot unmarshal value into Go struct field Platform.os.features of type []string
                    {}                  | both OS and Architecture must be provided
                    {"os":"linux"}      | both OS and Architecture must be provided
                    {"variant":"v8"}    | optional platform fields provided, but OS and Architecture are missing
                    """)
    void refuses(String text, String message) {
        assertThatThrownBy(() -> PlatformParameter.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @Test
    void readsEveryMember() {
        assertThat(PlatformParameter.parse(
                                "{\"os\":\"windows\",\"architecture\":\"amd64\",\"variant\":\"v2\",\"os.version\":\"10.0\","
                                        + "\"os.features\":[\"win32k\"],\"other\":1}")
                        .toString())
                .contains("windows", "amd64", "v2", "10.0", "win32k");
    }

    @Test
    void olderVersionsIgnoreIt() {
        FakeRequest request = FakeRequest.get("/").with("platform", "nonsense");
        assertThat(PlatformParameter.find(request.at(48), "platform", 49)).isEmpty();
        assertThatThrownBy(() -> PlatformParameter.find(request.at(49), "platform", 49))
                .isInstanceOf(InvalidParameter.class);
    }
}
