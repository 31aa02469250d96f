package io.berth.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are what Go's functions print. */
class TextTest {
    @ParameterizedTest
    @CsvSource({
        "0,0B,0B,0B",
        "1,1B,1B,1B",
        "999,999B,999B,999B",
        "1000,1kB,1kB,1000B",
        "1023,1.02kB,1.023kB,1023B",
        "1024,1.02kB,1.024kB,1KiB",
        "1985599,1.99MB,1.986MB,1.894MiB",
        "3101627,3.1MB,3.102MB,2.958MiB",
        "999999,1e+03kB,1000kB,976.6KiB",
        "1125,1.12kB,1.125kB,1.099KiB",
        "1375,1.38kB,1.375kB,1.343KiB",
        "1285,1.28kB,1.285kB,1.255KiB",
        "12345,12.3kB,12.35kB,12.06KiB",
        "12355,12.4kB,12.36kB,12.07KiB",
        "1005000,1MB,1.005MB,981.4KiB",
        "90000000000,90GB,90GB,83.82GiB",
        "25275760640,25.3GB,25.28GB,23.54GiB",
        "9223372036854775807,9.22EB,9.223EB,8EiB",
    })
    void sizes(long size, String three, String four, String binary) {
        assertThat(Sizes.three(size)).isEqualTo(three);
        assertThat(Sizes.human(size)).isEqualTo(four);
        assertThat(Sizes.binary(size)).isEqualTo(binary);
    }

    @ParameterizedTest
    @CsvSource({
        "-5,Less than a second",
        "0,Less than a second",
        "1,1 second",
        "59,59 seconds",
        "60,About a minute",
        "119,About a minute",
        "120,2 minutes",
        "3599,59 minutes",
        "3600,About an hour",
        "5399,About an hour",
        "5400,2 hours",
        "170999,47 hours",
        "171000,2 days",
        "172800,2 days",
        "1209599,2 weeks",
        "1207799,13 days",
        "5184000,2 months",
        "62208000,24 months",
        "63072000,2 years",
        "99999999999,292 years",
    })
    void ages(long seconds, String age) {
        assertThat(Ages.of(seconds)).isEqualTo(age);
    }

    @Test
    void columnsAreAtLeastTenWideAndThreeApart() {
        assertThat(Columns.align("A\tB\tC\nlonger cell\tb\tc\n"))
                .isEqualTo("A             B         C\nlonger cell   b         c\n");
    }

    @Test
    void lastCellIsNotPaddedAndAnEmptyOneLeavesThePaddingBefore() {
        assertThat(Columns.align("SIZE\tCOMMENT\n0B\t\n")).isEqualTo("SIZE      COMMENT\n0B        \n");
    }

    @Test
    void aLineWithoutTheColumnEndsIt() {
        assertThat(Columns.align("a very long cell\tx\nno tabs\nb\ty\n"))
                .isEqualTo("a very long cell   x\nno tabs\nb         y\n");
    }

    @Test
    void charactersBeyondTheBasicPlaneCountOnce() {
        assertThat(Columns.align("🐳🐳🐳🐳🐳🐳🐳🐳\tx\nb\ty\n")).isEqualTo("🐳🐳🐳🐳🐳🐳🐳🐳   x\nb          y\n");
    }

    @ParameterizedTest
    @CsvSource({"abc,3,abc", "abcd,3,ab…", "größe,4,grö…", "'',3,''"})
    void ellipsis(String text, int length, String cut) {
        assertThat(Texts.ellipsis(text, length)).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({
        "1h,996400",
        "1h30m,994600",
        "90s,999910",
        "1.5h,994600",
        "100ms,999999",
        "-1m,1000060",
        "123,123",
        "123.000000456,123.000000456",
        "0,0",
        "1970-01-01T00:00:10Z,10.000000000",
        "1970-01-01T00:00:10.5Z,10.500000000",
        "1970-01-01T02:00:10+02:00,10.000000000",
    })
    void moments(String given, String unix) {
        assertThat(Moments.unix(given, 1_000_000_000L)).isEqualTo(unix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1y", "h", "1h2", "1..5h", "2025-13-01", "2025-01-01T25:00", "--1h", "1.2.3"})
    void momentsThatAreNone(String given) {
        assertThatThrownBy(() -> Moments.unix(given, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesOfTheApi() {
        assertThat(Times.ansi("2025-05-05T12:07:14.000000000+00:00")).isEqualTo("Mon May  5 12:07:14 2025");
        assertThat(Times.ansi("Fri May 30")).isEqualTo("Fri May 30");
        assertThat(Times.ansi("2024-02-29T23:59:59.5-01:30")).isEqualTo("Thu Feb 29 23:59:59 2024");
        assertThat(Times.seconds("1970-01-01T00:01:00Z")).isEqualTo(60);
        assertThat(Times.seconds("1970-01-01T01:01:00.123456789+01:00")).isEqualTo(60);
        assertThat(Times.seconds("1969-12-31T22:31:00-01:30")).isEqualTo(60);
        assertThat(Times.seconds("never")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2025-05-05",
                "2025-05-05T12:07:14",
                "2025-05-05 12:07:14Z",
                "2025-05-05T12:07:14.Z",
                "2025-05-05T12:07:14,5Z",
                "2025-05-05T12:07:14.1234567891Z",
                "2025-05-05T12:07:14+0200",
                "2025-05-05T12:07:14+19:00",
                "2025-05-05T12:07:14*02:00",
                "2025-13-05T12:07:14Z",
                "2025-02-29T12:07:14Z",
                "2025-05-05T24:07:14Z",
                "-025-05-05T12:07:14Z",
                "2025-05-05T12:07:x4Z",
                "2025/05/05T12:07:14Z",
            })
    void whatIsNoTimeIsShownAsItIs(String text) {
        assertThat(Times.ansi(text)).isEqualTo(text);
        assertThat(Times.seconds(text)).isZero();
    }
}
