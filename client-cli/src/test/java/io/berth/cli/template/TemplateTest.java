package io.berth.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.cli.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected texts are what docker's client prints for the same template on the same data. */
class TemplateTest {
    private static final String DATA = """
            {"Id":"sha256:e6e8","Os":"linux","Author":"","Size":1985599,"Rate":1.10,"Tags":["busybox:latest","my/app:v1"],
             "Config":{"Cmd":["sh"],"Env":["PATH=/bin"],"Labels":null},"Driver":{"b":"2","a":"1"},"Html":"<a&b>","None":[]}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain~plain",
                "{{.Id}} {{.Os}}~sha256:e6e8 linux",
                "{{.Config.Env}}~[PATH=/bin]",
                "{{.Driver}}~map[a:1 b:2]",
                "{{json .Config}}~{\"Cmd\":[\"sh\"],\"Env\":[\"PATH=/bin\"],\"Labels\":null}",
                "{{json .Html}}~\"<a&b>\"",
                "{{.Rate}} {{json .Rate}}~1.10 1.10",
                "{{.Absent}}|{{.Absent.Deeper}}|{{.Config.Labels}}~<no value>|<no value>|<no value>",
                "{{len .Tags}} {{len .Os}} {{len .Driver}}~2 5 2",
                "{{index .Tags 1}} {{index .Driver \"a\"}} {{index .Driver \"x\"}}~my/app:v1 1 ",
                "{{slice .Id 0 6}} {{slice .Tags 1}}~sha256 [my/app:v1]",
                "{{range .Tags}}{{.}},{{end}}~busybox:latest,my/app:v1,",
                "{{range $i, $t := .Tags}}{{$i}}={{$t}};{{end}}~0=busybox:latest;1=my/app:v1;",
                "{{range $k, $v := .Driver}}{{$k}}{{$v}}{{end}}~a1b2",
                "{{range .None}}x{{else}}none{{end}}~none",
                "{{range 3}}{{.}}{{end}}~012",
                "{{range .Tags}}{{continue}}x{{end}}{{range .Tags}}{{.}}{{break}}{{end}}~busybox:latest",
                "{{if .Author}}a{{else if .Os}}b{{else}}c{{end}}~b",
                "{{with .Author}}a{{else with .Os}}{{.}}{{end}}~linux",
                "{{with $x := .Os}}{{$x}}{{$.Id}}{{end}}~linuxsha256:e6e8",
                "{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}~2",
                "{{$x := 1}}{{if true}}{{$x := 2}}{{end}}{{$x}}~1",
                "{{.Id | upper | printf \"%.6s\"}}~SHA256",
                "{{(index .Tags 0) | len}}~14",
                "{{(.Config).Cmd}}~[sh]",
                "{{and .Id .Os}} {{or .Author .Os}} {{not .Author}}~linux linux true",
                "{{or .Os (index .Tags 9)}}~linux",
                "{{eq .Os \"linux\"}} {{eq .Os \"a\" \"linux\"}} {{ne .Os \"a\"}}~true true true",
                "{{gt .Size 5}} {{le 1.5 2.5}} {{lt \"a\" \"b\"}} {{ge 5 5}}~true true true true",
                "{{split .Id \":\"}} {{join .Tags \"+\"}}~[sha256 e6e8] busybox:latest+my/app:v1",
                "{{title \"a b-c\"}} {{lower \"AB\"}} {{truncate .Id 3}} {{truncate \"a\" 3}}~A B-C ab sha a",
                "[{{pad .Os 1 2}}][{{pad .Author 1 2}}]~[ linux  ][]",
                "{{print 3 4 \"a\" 5}}|{{print \"a\" \"b\"}}~3 4a5|ab",
                "{{printf \"%5d|%-5d|%05d|%x|%+d\" 42 42 42 255 7}}~   42|42   |00042|ff|+7",
                "{{printf \"%s %q %v %t %T\" .Os .Os .Tags true .Size}}~linux \"linux\" [busybox:latest my/app:v1] true int64",
                "{{printf \"%.2f|%8.3f|%g|%d%%\" 1.005 3.14159 2.5 7}}~1.00|   3.142|2.5|7%",
                "{{printf \"%d\" .Os}} {{printf \"%d\"}} {{printf \"a\" 1}}~%!d(string=linux) %!d(MISSING) a%!(EXTRA int=1)",
                "{{html .Html}} {{urlquery \"a b&c\"}}~&lt;a&amp;b&gt; a+b%26c",
                "{{'a'}} {{0x10}} {{1_000}} {{1.5e3}} {{-3}}~97 16 1000 1500 -3",
                "{{`a\\n`}}{{\"\\u00e9\\x41\\\\\"}}~a\\néA\\",
                "a {{- 1 -}} b{{/* c */}}c{{- /* d */ -}} d~a1bcd",
                "{{true}} {{false}}~true false",
            })
    void prints(String template, String text) throws IOException {
        assertThat(Template.parse(template).execute(data())).isEqualTo(text == null ? "" : text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{~:1: unclosed action",
                "{{.Id~:1: unclosed action",
                "{{.Id}~:1: bad character U+007D '}'",
                "{{ % }}~:1: unexpected \"%\" in command",
                "{{foo}}~:1: function \"foo\" not defined",
                "{{if}}~:1: missing value for if",
                "{{}}~:1: missing value for command",
                "{{end}}~:1: unexpected {{end}}",
                "{{else}}~:1: unexpected {{else}}",
                "{{range .Tags}}~:1: unexpected EOF",
                "{{if .Id}}x{{else if}}~:1: missing value for if",
                "{{$y}}~:1: undefined variable \"$y\"",
                "{{$y = 1}}~:1: undefined variable \"$y\"",
                "{{if true}}{{$y := 1}}{{end}}{{$y}}~:1: undefined variable \"$y\"",
                "{{\"abc}}~:1: unterminated quoted string",
                "{{(.Id}}~:1: unclosed left paren",
                "{{.Id)}}~:1: unexpected right paren",
                "{{/* x }}~:1: unclosed comment",
                "{{break}}~:1: {{break}} outside {{range}}",
                "{{1x}}~:1: bad number syntax: \"1x\"",
                "{{.Id end}}~:1: unexpected <end> in operand",
                "{{define \"x\"}}{{end}}~:1: {{define}} is not supported",
                "{{1 | 2}}~:1: non executable command in pipeline stage 2",
            })
    void refusesToParse(String template, String error) {
        assertThatThrownBy(() -> Template.parse(template)).hasMessage("template: " + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{.Nope}}~:1:2: executing \"\" at <.Nope>: map has no entry for key \"Nope\"",
                "x{{.Config.Nope}}~:1:10: executing \"\" at <.Config.Nope>: map has no entry for key \"Nope\"",
                "{{.Id.X}}~:1:5: executing \"\" at <.Id.X>: can't evaluate field X in type interface {}",
                "{{.Config.Labels.x}}~:1:9: executing \"\" at <.Config.Labels.x>: nil pointer evaluating interface {}.x",
                "{{index .Tags 5}}~:1:2: executing \"\" at <index .Tags 5>: error calling index: index out of range: 5",
                "{{index .Config.Labels \"x\"}}~:1:2: executing \"\" at <index .Config.Labels...>: error calling index: index of"
                        + " untyped nil",
                "{{len 3}}~:1:2: executing \"\" at <len 3>: error calling len: len of type int",
                "{{json .Id .Os}}~:1:2: executing \"\" at <json>: wrong number of args for json: want 1 got 2",
                "{{eq .Size 5.0}}~:1:2: executing \"\" at <eq .Size 5.0>: error calling eq: incompatible types for comparison",
                "{{.Id 3}}~:1:2: executing \"\" at <.Id>: Id is not a method but has arguments",
                "{{nil}}~:1:2: executing \"\" at <nil>: nil is not a command",
                "{{range .Os}}{{end}}~:1:8: executing \"\" at <.Os>: range can't iterate over linux",
            })
    void failsOnItsData(String template, String error) {
        assertThatThrownBy(() -> Template.parse(template).executeStrict(data())).hasMessage("template: " + error);
    }

    @Test
    void errorsNameTheLine() {
        assertThatThrownBy(() -> Template.parse("a\nb\n{{.Nope}}").executeStrict(data()))
                .hasMessageStartingWith("template: :3:2: ");
    }

    @Test
    void nestingIsBounded() {
        int max = PipeParser.DEPTH_MAX / 2;
        String fits = "{{if true}}".repeat(max) + "{{end}}".repeat(max);
        assertThat(Template.parse(fits)).isNotNull();
        assertThatThrownBy(() -> Template.parse("{{if true}}".repeat(100_000)))
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> Template.parse("{{" + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "}}"))
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void anyTextIsATemplateOrRefused() throws IOException {
        Random random = new Random(1);
        String[] parts = {
            "{{", "}}", "{{-", "-}}", " ", ".", ".Id", "$", "$x", ":=", "=", "|", "(", ")", "if", "range", "end",
            "else", "with", "printf", "\"%d\"", "\"", "'", "`", "1", "index", ",", "/*", "*/", "break", "json", "\n",
            "é"
        };
        Object data = data();
        for (int round = 0; round < 50_000; round++) {
            StringBuilder template = new StringBuilder("{{");
            for (int i = random.nextInt(10); i >= 0; i--) {
                template.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
            }
            try {
                Template.parse(template.append(random.nextBoolean() ? "}}" : "").toString())
                        .execute(data);
            } catch (TemplateException e) {
                assertThat(e).hasMessageStartingWith("template: :");
            }
        }
    }

    private static Object data() throws IOException {
        return JsonReader.parse(DATA.getBytes(StandardCharsets.UTF_8));
    }
}
