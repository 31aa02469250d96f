package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Repository;
import io.berth.remote.credential.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAuthTest {
    private static final Repository REPOSITORY = Repository.parse("127.0.0.1:5601/library/x");
    static final Credentials TESTER = new Credentials.Password("tester", "s?>~");

    static Credentials read(String header) {
        return RegistryAuth.parse(header, REPOSITORY);
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Credentials encoded(String text) {
        return read(Base64.getUrlEncoder().encodeToString(json(text)));
    }

    @Test
    void everyBase64() {
        byte[] auth = json("{\"username\":\"tester\",\"password\":\"s?>~\"}");
        assertThat(read(Base64.getUrlEncoder().encodeToString(auth))).isEqualTo(TESTER);
        assertThat(read(Base64.getUrlEncoder().withoutPadding().encodeToString(auth)))
                .isEqualTo(TESTER);
        assertThat(read(Base64.getEncoder().encodeToString(auth))).isEqualTo(TESTER);
        assertThat(read(Base64.getEncoder().withoutPadding().encodeToString(auth)))
                .isEqualTo(TESTER);
    }

    @Test
    void everyForm() {
        assertThat(encoded("{\"auth\":\"dGVzdGVyOnM/Pn4=\"}")).isEqualTo(TESTER);
        assertThat(encoded("{\"identitytoken\":\"i\",\"username\":\"u\"}"))
                .isEqualTo(new Credentials.IdentityToken("i"));
        assertThat(encoded("{\"registrytoken\":\"r\"}")).isEqualTo(new Credentials.RegistryToken("r"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "aGVsbG8=", "bnVsbA==", "W10=", "e30=", "MQ==", ""})
    void whatCannotBeReadIsNobody(String header) {
        assertThat(read(header)).isEqualTo(Credentials.anonymous());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5601, true",
        "https://127.0.0.1:5601, true",
        "http://127.0.0.1:5601/v2/, true",
        "'', true",
        "127.0.0.1, false",
        "example.test, false",
        "http://[, false",
    })
    void goesToTheServerThatItNamesOnly(String server, boolean used) {
        Credentials read =
                encoded("{\"username\":\"tester\",\"password\":\"s?>~\",\"serveraddress\":\"" + server + "\"}");
        assertThat(read).isEqualTo(used ? TESTER : Credentials.anonymous());
    }

    @Test
    void dockerHubHasSeveralNames() {
        String auth = "{\"username\":\"u\",\"password\":\"p\",\"serveraddress\":\"https://index.docker.io/v1/\"}";
        assertThat(RegistryAuth.parse(Base64.getUrlEncoder().encodeToString(json(auth)), Repository.parse("redis")))
                .isEqualTo(new Credentials.Password("u", "p"));
    }
}
