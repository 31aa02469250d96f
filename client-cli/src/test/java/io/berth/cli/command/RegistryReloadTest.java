package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegistryReloadTest extends CommandTest {
    private String reload(String answer) {
        fake.answer("POST /v1.52/berth/registries/reload", answer);
        assertThat(console.run("registry", "reload"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        return console.out();
    }

    @Test
    void whatIsInForceNowAndWhatWaitsForARestart() {
        assertThat(reload("""
                {"Mirrors":["https://a/","https://b/"],"InsecureRegistries":["10.0.0.0/8"],"HttpProxy":"http://p:1",
                 "HttpsProxy":"http://p:2","NoProxy":"localhost","AfterRestart":["registry-access-file","hosts"]}
                """)).isEqualTo("""
                        Registry Mirrors: https://a/, https://b/
                        Insecure Registries: 10.0.0.0/8
                        HTTP Proxy: http://p:1
                        HTTPS Proxy: http://p:2
                        No Proxy: localhost
                        Used after a restart only: registry-access-file, hosts
                        """);
    }

    @Test
    void nothingIsSaidOfWhatIsNotSetAndNothingWaits() {
        assertThat(reload("""
                {"Mirrors":[],"InsecureRegistries":["127.0.0.0/8"],"HttpProxy":"","HttpsProxy":"","NoProxy":"","AfterRestart":[]}
                """)).isEqualTo("Insecure Registries: 127.0.0.0/8\n");
    }

    @Test
    void daemonThatTellsNothingOfARestart() {
        assertThat(reload("{\"Mirrors\":[\"https://a/\"]}")).isEqualTo("Registry Mirrors: https://a/\n");
    }
}
