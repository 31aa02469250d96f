package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportChangesTest {
    private static String config(String... changes) {
        return ImportChanges.of(List.of(changes)).config().toString().replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            CMD ["/bin/tool", "-x"]                | {'Cmd':['/bin/tool','-x']}
            CMD /bin/tool -x                       | {'Cmd':['/bin/sh','-c','/bin/tool -x']}
            cmd ["broken                           | {'Cmd':['/bin/sh','-c','[\\'broken']}
            CMD                                    | {'Cmd':[]}
            ENTRYPOINT ["/entry"]                  | {'Entrypoint':['/entry']}
            ENV A=b                                | {'Env':['A=b']}
            ENV A="b c" D=e\\ f                    | {'Env':['A=b c','D=e f']}
            ENV A the old way                      | {'Env':['A=the old way']}
            LABEL a.b="c" d=                       | {'Labels':{'a.b':'c','d':''}}
            EXPOSE 80 53/UDP 8000-8001             | {'ExposedPorts':{'80/tcp':{},'53/udp':{},'8000/tcp':{},'8001/tcp':{}}}
            USER app:app                           | {'User':'app:app'}
            VOLUME ["/a b", "/c"]                  | {'Volumes':{'/a b':{},'/c':{}}}
            VOLUME /a /c                           | {'Volumes':{'/a':{},'/c':{}}}
            WORKDIR /srv/app/                      | {'WorkingDir':'/srv/app'}
            ONBUILD RUN make                       | {'OnBuild':['RUN make']}
            STOPSIGNAL SIGINT                      | {'StopSignal':'SIGINT'}
            HEALTHCHECK NONE                       | {'Healthcheck':{'Test':['NONE']}}
            HEALTHCHECK CMD ["/ok"]                | {'Healthcheck':{'Test':['CMD','/ok']}}
            HEALTHCHECK --interval=1m30s --retries=3 CMD /ok now | {'Healthcheck':{'Interval':90000000000,'Retries':3,'Test':['CMD-SHELL','/ok now']}}
            SHELL ["/bin/bash", "-c"]              | {'Shell':['/bin/bash','-c']}
            # a comment                            | {}
            """)
    void anInstructionSetsWhatItSays(String change, String config) {
        assertThat(config(change)).isEqualTo(config);
    }

    @Test
    void laterInstructionsBuildOnEarlierOnes() {
        assertThat(config(
                        "ENV A=1 B=2", "ENV A=3 C=$B-${A}x$NO", "WORKDIR /a", "WORKDIR b/../c", "EXPOSE 1", "EXPOSE 2"))
                .isEqualTo("{'WorkingDir':'/a/c','ExposedPorts':{'1/tcp':{},'2/tcp':{}},'Env':['A=3','B=2','C=2-1x']}");
        assertThat(config("SHELL [\"/bin/bash\"]", "CMD run")).contains("'Cmd':['/bin/bash','run']");
        assertThat(config("ENV A=1 \\\n  B=2\n# between\nUSER me")).isEqualTo("{'User':'me','Env':['A=1','B=2']}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            RUN x                  | RUN is not a valid change command
            nope x                 | NOPE is not a valid change command
            ENV                    | ENV must have two arguments
            ENV A                  | ENV must have two arguments
            LABEL "a               | LABEL must have two arguments
            LABEL a="b             | unexpected end of statement while looking for matching quote in "a="b"
            EXPOSE                 | EXPOSE requires at least one argument
            EXPOSE http            | invalid containerPort: http
            EXPOSE 0               | invalid containerPort: 0
            EXPOSE 65536           | invalid containerPort: 65536
            EXPOSE 9-8             | invalid containerPort: 9-8
            USER a b               | USER requires exactly one argument
            VOLUME [" "]           | VOLUME specified can not be an empty string
            ONBUILD ONBUILD RUN x  | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
            ONBUILD FROM x         | FROM isn't allowed as an ONBUILD trigger
            SHELL /bin/bash        | SHELL requires the arguments to be in JSON form
            HEALTHCHECK            | HEALTHCHECK requires at least one argument
            HEALTHCHECK CMD        | Missing command after HEALTHCHECK CMD
            HEALTHCHECK TCP 80     | Unknown type in HEALTHCHECK (try CMD)
            HEALTHCHECK --interval=soon CMD x | bad flag of HEALTHCHECK: --interval=soon
            ENV A=${B              | unsupported variable in "A=${B"
            """)
    void whatIsWrongIsSaid(String change, String message) {
        assertThatThrownBy(() -> config(change))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENV \"=b\"=c", "LABEL =x"})
    void aPairNeedsAName(String change) {
        assertThatThrownBy(() -> config(change)).isInstanceOf(InvalidParameter.class);
    }
}
