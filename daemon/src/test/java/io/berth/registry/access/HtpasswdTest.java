package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes were made by libxcrypt. */
class HtpasswdTest {
    private static final String REST = "$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

    private static boolean matches(String hash, String password) {
        return Bcrypt.REAL.matches(hash, password.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2a", "$2b", "$2y"})
    void takesEveryFormOfBcrypt(String version) {
        String hash = Htpasswd.parse("alice:" + version + REST).hash("alice");
        assertThat(matches(hash, "correct horse")).isTrue();
        assertThat(matches(hash, "correct horsE")).isFalse();
        assertThat(matches(hash, "")).isFalse();
    }

    @Test
    void countsTheFirst72BytesOfAPasswordAsApacheDoes() {
        String hash = "$2y$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
        assertThat(matches(hash, "x".repeat(80))).isTrue();
        assertThat(matches(hash, "x".repeat(72))).isTrue();
        assertThat(matches(hash, "x".repeat(71))).isFalse();
    }

    @Test
    void takesPasswordsInUtf8() {
        String hash = "$2y$05$abcdefghijklmnopqrstuuZVEMa1pjhlynBQ1qXmSvGBJpN9h1w8G";
        assertThat(matches(hash, "pässwörd")).isTrue();
    }

    @Test
    void skipsEmptyLinesAndComments() {
        Htpasswd users = Htpasswd.parse("# people\n\nalice:$2y" + REST + "\r\n  bob:$2y" + REST + "\n");
        assertThat(users.has("alice")).isTrue();
        assertThat(users.has("bob")).isTrue();
        assertThat(users.has("# people")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "alice:$apr1$salt$abcdefghijklmnopqrstuv, htpasswd -B",
        "alice:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=, htpasswd -B",
        "alice:secret, htpasswd -B",
        "alice:$2x$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e, htpasswd -B",
        "alice:$2y$03$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e, cost 3",
        "alice:$2y$16$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e, cost 16",
        "alice, name:hash is expected",
        ":$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e, name:hash is expected"
    })
    void saysWhichLineItDoesNotTakeAndNothingOfTheHash(String line, String why) {
        assertThatThrownBy(() -> Htpasswd.parse("# one\n" + line))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining(why)
                .hasMessageNotContaining("jydOTSf")
                .hasMessageNotContaining("secret");
    }

    @Test
    void takesTheHighestCostThereIs() {
        String hash = "$2y$" + Limits.BCRYPT_COST_MAX + REST.substring(3);
        assertThat(Htpasswd.parse("alice:" + hash).cost()).isEqualTo(Limits.BCRYPT_COST_MAX);
    }

    @Test
    void refusesAHigherCost() {
        String hash = "$2y$" + (Limits.BCRYPT_COST_MAX + 1) + REST.substring(3);
        assertThatThrownBy(() -> Htpasswd.parse("alice:" + hash)).hasMessageContaining("is hashed at cost 16");
    }

    @Test
    void namesHaveManyCharactersAndNoMore() {
        String most = "x".repeat(Limits.USER_NAME_LENGTH_MAX);
        assertThat(Htpasswd.parse(most + ":$2y" + REST).hash(most)).endsWith(REST);
        assertThatThrownBy(() -> Htpasswd.parse(most + "x:$2y" + REST)).hasMessageContaining("name:hash is expected");
    }

    @Test
    void refusesAUserWhoStandsThereTwice() {
        assertThatThrownBy(() -> Htpasswd.parse("a:$2y" + REST + "\na:$2y" + REST))
                .hasMessageContaining("twice");
    }

    @Test
    void nobodysHashHasTheFormOfOne() {
        assertThat(Htpasswd.parse("nobody:" + Bcrypt.ofNobody(4)).cost()).isEqualTo(4);
        assertThat(matches(Bcrypt.ofNobody(4), "")).isFalse();
    }
}
