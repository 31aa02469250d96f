package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    abc              | abc        | true
                    abc              | abcd       | false
                    *                | abc        | true
                    *                | a/b        | false
                    *                | ~~         | true
                    **               | abc        | true
                    *c               | abc        | true
                    a*               | abc        | true
                    a*               | ab/c       | false
                    a*/b             | abc/b      | true
                    a*/b             | a/c/b      | false
                    */*              | my/app     | true
                    */*              | app        | false
                    */*/*            | docker.io/library/x | true
                    a*b*c*d*e*       | axbxcxdxe  | true
                    a*b*c*d*e*       | axbxcxdxe/ | false
                    a*b?c*x          | abxbbxdbxebxczzx | true
                    a*b?c*x          | abxbbxdbxebxczzy | false
                    ?                | ä          | true
                    ?                | /          | false
                    a?c              | abc        | true
                    a?c              | ac         | false
                    ab[c]            | abc        | true
                    ab[b-d]          | abc        | true
                    ab[e-g]          | abc        | false
                    ab[^c]           | abc        | false
                    ab[^e-g]         | abc        | true
                    [a-zα-ω]*        | ωx         | true
                    labels:[12]      | labels:2   | true
                    labels:[12]      | labels:3   | false
                    a\\*b            | a*b        | true
                    a\\*b            | ab         | false
                    [\\]a]           | ]          | true
                    [\\-]            | -          | true
                    [x\\-]           | x          | true
                    [x\\-]           | z          | false
                    [\\-x]           | -          | true
                    [\\-x]           | a          | false
                    {busybox,labels} | busybox    | false
                    *x               | xxx        | true
                    """)
    void matchesAsGoDoes(String pattern, String text, boolean expected) {
        assertThat(Glob.compile(pattern).orElseThrow().matches(text)).isEqualTo(expected);
    }

    @Test
    void emptyPatternMatchesTheEmptyTextOnly() {
        assertThat(Glob.compile("").orElseThrow().matches("")).isTrue();
        assertThat(Glob.compile("").orElseThrow().matches("a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "[]", "[]a]", "[-]", "[x-]", "[-x]", "[^", "[^]", "[^bc", "a[", "[a-b-c]", "a\\", "[\\"})
    void brokenPatternIsNone(String pattern) {
        assertThat(Glob.compile(pattern)).isEmpty();
    }

    @Test
    void manyStarsTakeNoExponentialTime() {
        String text = "a".repeat(2_000);
        assertThat(Glob.compile("*a".repeat(500) + "b").orElseThrow().matches(text))
                .isFalse();
    }

    @Test
    void randomPatternsNeverFail() {
        Random random = new Random(3);
        String alphabet = "ab*?[]^-\\/:";
        for (int i = 0; i < 50_000; i++) {
            String pattern = text(random, alphabet, 10);
            String text = text(random, "ab/:", 10);
            Glob.compile(pattern).ifPresent(glob -> glob.matches(text));
        }
    }

    private static String text(Random random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(lengthMax + 1); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
