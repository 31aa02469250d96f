package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegistryCheckTest extends CommandTest {
    private void answer(String host, boolean ok) {
        fake.answer("GET /v1.52/berth/registries/" + host + "/check", """
            {"Registry":"r.example","Ok":%1$s,"Endpoints":[
             {"Url":"https://mirror:5000","Mirror":true,"Ok":false,"Steps":[
              {"Step":"name","Status":"failed","Detail":"mirror is not known"},
              {"Step":"connection","Status":"skipped","Detail":""}]},
             {"Url":"https://r.example","Mirror":false,"Ok":%1$s,"Steps":[
              {"Step":"name","Status":"ok","Detail":"192.0.2.1"}]}]}
            """.formatted(ok));
    }

    @Test
    void stepsOfEachHostThatIsAsked() {
        answer("r.example", true);
        assertThat(console.run("registry", "check", "r.example"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        assertThat(console.out().lines().map(String::stripTrailing))
                .containsExactly(
                        "https://mirror:5000 (mirror)",
                        "  failed  name          mirror is not known",
                        "  skipped connection",
                        "https://r.example",
                        "  ok      name          192.0.2.1",
                        "r.example can be reached");
    }

    @Test
    void oneThatCannotBeReachedIsAnExitCode() {
        answer("r.example", false);
        assertThat(console.run("registry", "check", "r.example")).isEqualTo(1);
        assertThat(console.out()).endsWith("r.example cannot be reached\n");
    }

    @Test
    void formatsAsInspectHasThem() {
        answer("r.example", true);
        assertThat(console.run("registry", "check", "-f", "{{.Registry}} {{len .Endpoints}}", "r.example"))
                .isZero();
        assertThat(console.out()).isEqualTo("r.example 2\n");
    }

    @Test
    void credentialsOfTheRegistryGoAlong() {
        answer("index.docker.io", true);
        console.set("DOCKER_AUTH_CONFIG", "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\"}}}");
        assertThat(console.run("registry", "check", "index.docker.io")).isZero();
        assertThat(fake.requests().getLast()).contains("X-Registry-Auth: ");
    }
}
