package io.berth.cli.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagsTest {
    private static final Spec SPEC = Spec.of(
            "images",
            "[OPTIONS] [REPOSITORY[:TAG]]",
            "List images",
            0,
            2,
            Flag.toggle('a', "all", "Show all"),
            Flag.toggle('q', "quiet", "Only IDs"),
            Flag.text('o', "output", "Where to"),
            Flag.filter('f', "Which"),
            Flag.list((char) 0, "platform", "strings", "Platforms"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-aq|all=true quiet=true|",
                "-qofile x|quiet=true output=file|x",
                "-o=file|output=file|",
                "-o file|output=file|",
                "--output=a=b|output=a=b|",
                "--output|flag needs an argument: --output|",
                "-qo|flag needs an argument: 'o' in -o|",
                "x --all y|all=true|x y",
                "-- -a|all=false|-a",
                "- -a|all=true|-",
                "--all=false|all=false|",
                "--all=0 --quiet=T|all=false quiet=true|",
                "--all=maybe|invalid argument \"maybe\" for \"-a, --all\" flag: strconv.ParseBool: parsing \"maybe\": invalid"
                        + " syntax|",
                "-f A=b|filter=a=b|",
                "-f x|invalid argument \"x\" for \"-f, --filter\" flag: bad format of filter (expected name=value)|",
                "--nosuch|unknown flag: --nosuch|",
                "--nosuch=1|unknown flag: --nosuch|",
                "-qx|unknown shorthand flag: 'x' in -x|",
                "--=x|bad flag syntax: --=x|",
                "---x|bad flag syntax: ---x|",
                "--al|unknown flag: --al|",
            })
    void readsAsDockerDoes(String line, String expected, String arguments) {
        String told;
        List<String> rest = List.of();
        try {
            Flags flags = Flags.parse(SPEC, List.of(line.split(" ", -1)), _ -> {});
            rest = flags.arguments();
            StringBuilder values = new StringBuilder();
            for (String pair : expected.split(" ", -1)) {
                String name = pair.substring(0, Math.max(0, pair.indexOf('=')));
                boolean toggle = name.equals("all") || name.equals("quiet");
                values.append(values.isEmpty() ? "" : " ").append(name).append('=');
                values.append(toggle ? flags.is(name) : flags.text(name));
            }
            told = values.toString();
        } catch (CliException e) {
            assertThat(e.exitCode()).isEqualTo(125);
            assertThat(e.text())
                    .endsWith("\n\nUsage:  berth images [OPTIONS] [REPOSITORY[:TAG]]\n\n"
                            + "Run 'berth images --help' for more information");
            told = e.text().substring(0, e.text().indexOf('\n'));
        }
        assertThat(told).isEqualTo(expected);
        assertThat(String.join(" ", rest)).isEqualTo(arguments == null ? "" : arguments);
    }

    @Test
    void lastTextHoldsAndListsCollect() {
        Flags flags = Flags.parse(SPEC, List.of("-o1", "-o2", "--platform", "a", "--platform=b"), _ -> {});
        assertThat(flags.text("output")).isEqualTo("2");
        assertThat(flags.all("platform")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0|1|accepts no arguments|Run",
                "1|1|0|requires 1 argument|Run",
                "2|2|1|requires 2 arguments|Run",
                "1|2147483647|0|requires at least 1 argument|See",
                "1|2|3|requires at least 1 and at most 2 arguments|Run",
                "0|1|2|requires at most 1 argument|Run",
            })
    void wrongNumberOfArguments(int min, int max, int given, String text, String hint) {
        Spec spec = Spec.of("x", "A", "", min, max);
        List<String> line = java.util.Collections.nCopies(given, "a");
        assertThatThrownBy(() -> Flags.parse(spec, line, _ -> {}))
                .hasMessage("berth: 'berth x' " + text + "\n\nUsage:  berth x A\n\n" + hint
                        + " 'berth x --help' for more information");
    }

    @Test
    void helpIsAskedForAnywhereAndItsShorthandIsOld() {
        List<String> said = new ArrayList<>();
        assertThat(Flags.parse(SPEC, List.of("a", "b", "c", "--help"), said::add)
                        .isHelp())
                .isTrue();
        assertThat(said).isEmpty();
        assertThat(Flags.parse(SPEC, List.of("-h"), said::add).isHelp()).isTrue();
        assertThat(said).containsExactly("Flag shorthand -h has been deprecated, use --help");
    }

    @Test
    void leadingFlagsEndWithTheCommand() {
        Flags flags = Flags.parseLeading(SPEC, List.of("-q", "images", "-a"), _ -> {});
        assertThat(flags.arguments()).containsExactly("images", "-a");
        assertThat(flags.is("all")).isFalse();
    }

    @Test
    void helpWrapsUsageIntoItsColumn() {
        Spec spec = Spec.of(
                        "pull",
                        "[OPTIONS] NAME[:TAG|@DIGEST]",
                        "Download an image from a registry",
                        1,
                        1,
                        Flag.toggle('a', "all-tags", "Download all tagged images in the repository"),
                        Flag.toggle((char) 0, "disable-content-trust", "Skip image verification")
                                .standard("true"),
                        Flag.text((char) 0, "platform", "Set platform if server is multi-platform capable"),
                        Flag.toggle('q', "quiet", "Suppress verbose output"))
                .names("image pull", "pull");
        assertThat(Help.of(spec, 80)).isEqualTo("""
                        Usage:  berth pull [OPTIONS] NAME[:TAG|@DIGEST]

                        Download an image from a registry

                        Aliases:
                          berth image pull, berth pull

                        Options:
                          -a, --all-tags                Download all tagged images in the repository
                              --disable-content-trust   Skip image verification (default true)
                              --platform string         Set platform if server is multi-platform
                                                        capable
                          -q, --quiet                   Suppress verbose output
                        """);
    }
}
