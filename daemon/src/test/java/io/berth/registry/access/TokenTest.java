package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unauthorized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of our own. */
class TokenTest extends AccessTestCase {
    private static final String APP = "repository:team/app:pull,push";

    private static Identity holder(AccessControl access, TokenGiven given) {
        return access.identify(bearer(given.token()));
    }

    @Test
    void opensWhatItWasAskedFor() throws IOException {
        AccessControl access = access(RULES);
        Identity who = holder(access, access.token(asked(basic("alice"), APP)));
        assertThat(access.allows(who, Right.PULL, "team/app")).isTrue();
        assertThat(access.allows(who, Right.PUSH, "team/app")).isTrue();
        assertThat(access.allows(who, Right.DELETE, "team/app")).isFalse();
        assertThat(access.allows(who, Right.PULL, "team/web")).isFalse();
    }

    @Test
    void opensNoMoreThanTheRulesAllow() throws IOException {
        AccessControl access = access(RULES);
        TokenGiven given = access.token(asked(
                Optional.empty(), "repository:public/tool:pull,push", "repository:team/app:pull registry:catalog:*"));
        assertThat(given.scope()).isEqualTo("repository:public/tool:pull registry:catalog:*");
        Identity who = holder(access, given);
        assertThat(access.allows(who, Right.PULL, "public/tool")).isTrue();
        assertThat(access.allows(who, Right.PUSH, "public/tool")).isFalse();
    }

    @Test
    void aStarIsAllThatTheRulesAllowButForImages() throws IOException {
        AccessControl access = access(RULES);
        assertThat(access.token(asked(basic("bob"), "repository:team/app:*")).scope())
                .isEqualTo("repository:team/app:delete,pull,push");
    }

    @Test
    void toNameImagesGoesWithTheRightToPush() throws IOException {
        AccessControl access = access(RULES);
        assertThat(access.allows(holder(access, access.token(asked(basic("bob"), APP))), Right.IMAGE, "team/app"))
                .isTrue();
        assertThat(access.allows(holder(access, access.token(asked(basic("alice"), APP))), Right.IMAGE, "team/app"))
                .isFalse();
        TokenGiven pull = access.token(asked(basic("bob"), "repository:team/app:pull"));
        assertThat(access.allows(holder(access, pull), Right.IMAGE, "team/app")).isFalse();
    }

    @Test
    void losesWhatTheRulesTakeAway() throws IOException {
        AccessControl access = access(RULES);
        TokenGiven given = access.token(asked(basic("alice"), APP));
        write("access.json", file());
        assertThat(access.allows(holder(access, given), Right.PULL, "team/app")).isFalse();
        users("bob");
        assertThatThrownBy(() -> holder(access, given)).isInstanceOf(Unauthorized.class);
    }

    @Test
    void endsAfterItsTimeAndNotBefore() throws IOException {
        AccessControl access = access(RULES, "\"tokens\": {\"seconds\": 60}");
        TokenGiven given = access.token(asked(basic("alice"), APP));
        assertThat(given.lifetime().toSeconds()).isEqualTo(60);
        now = now.plus(Claims.SKEW).plusSeconds(59);
        holder(access, given);
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> holder(access, given)).isInstanceOf(Unauthorized.class);
    }

    @Test
    void isOfNoUseToAnotherDaemonOrAfterTheKeyWasDeleted() throws IOException {
        TokenGiven given = access(RULES).token(asked(basic("alice"), APP));
        AccessControl again = access(RULES);
        assertThat(holder(again, given)).isInstanceOf(Identity.Token.class);
        Files.delete(directory.resolve("token-key"));
        AccessControl other = access(RULES);
        assertThatThrownBy(() -> holder(other, given)).isInstanceOf(Unauthorized.class);
    }

    @Test
    void isForItsServiceAlone() throws IOException {
        TokenGiven given = access(RULES).token(asked(basic("alice"), APP));
        AccessControl other = access(RULES, "\"tokens\": {\"service\": \"other\"}");
        assertThatThrownBy(() -> holder(other, given)).isInstanceOf(Unauthorized.class);
        assertThatThrownBy(() -> other.token(
                        new TokenAsked(new TokenAsked.Proof.Header(Optional.empty()), "berth", List.of(), false)))
                .isInstanceOf(InvalidParameter.class);
    }

    @Test
    void isNotGivenForAWrongPasswordNorForAToken() throws IOException {
        AccessControl access = access(RULES);
        assertThatThrownBy(() -> access.token(asked(basic("alice", "wrong"), APP)))
                .isInstanceOf(Unauthorized.class);
        TokenGiven given = access.token(asked(basic("alice"), APP));
        assertThatThrownBy(() -> access.token(asked(bearer(given.token()), APP)))
                .isInstanceOf(Unauthorized.class);
    }

    @Test
    void changedByOneBitItIsNone() throws IOException {
        AccessControl access = access(RULES);
        String token = access.token(asked(basic("alice"), APP)).token();
        for (int at = 0; at < token.length(); at += 7) {
            String changed = token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
            assertThatThrownBy(() -> access.identify(bearer(changed))).isInstanceOf(Unauthorized.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"repository:team/app", "team/app:pull", "repository::pull", "repository:a\"b:pull"})
    void refusesWhatIsNoScope(String scope) throws IOException {
        AccessControl access = access(RULES);
        assertThatThrownBy(() -> access.token(asked(Optional.empty(), scope))).isInstanceOf(InvalidParameter.class);
    }

    @Test
    void takesManyScopesAndNoMore() throws IOException {
        AccessControl access = access(RULES);
        access.token(asked(Optional.empty(), scopes(Limits.ISSUED_SCOPES_MAX)));
        assertThatThrownBy(() -> access.token(asked(Optional.empty(), scopes(Limits.ISSUED_SCOPES_MAX + 1))))
                .isInstanceOf(InvalidParameter.class);
    }

    private static String[] scopes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "repository:public/r" + i + ":pull")
                .toArray(String[]::new);
    }

    @Test
    void isReadUpToItsLengthAndNoFurther() throws IOException {
        String end = ".e30." + Base64Url.of("x");
        String header = "{\"alg\":\"ES256\"}";
        String longest = header + " ".repeat((Limits.BEARER_TOKEN_BYTES_MAX - end.length()) / 4 * 3 - header.length());
        assertThat(Jwt.parse(Base64Url.of(longest) + end)).isPresent();
        assertThat(Jwt.parse(Base64Url.of(longest + "     ") + end)).isEmpty();
    }

    @Test
    void aRefreshTokenGivesTokensUntilThePasswordChanges() throws IOException {
        AccessControl access = access(RULES);
        TokenGiven given =
                access.token(new TokenAsked(new TokenAsked.Proof.Header(basic("alice")), "berth", List.of(APP), true));
        TokenAsked again = new TokenAsked(new TokenAsked.Proof.Refresh(given.refresh()), "berth", List.of(APP), false);
        assertThat(holder(access, access.token(again))).isInstanceOf(Identity.Token.class);
        assertThatThrownBy(() -> access.identify(bearer(given.refresh()))).isInstanceOf(Unauthorized.class);
        TokenAsked wrong = new TokenAsked(new TokenAsked.Proof.Refresh(given.token()), "", List.of(APP), false);
        assertThatThrownBy(() -> access.token(wrong)).isInstanceOf(Unauthorized.class);
        write("users", "alice:$2y$10$" + "x".repeat(53));
        assertThatThrownBy(() -> access.token(again)).isInstanceOf(Unauthorized.class);
    }

    @Test
    void nobodyInParticularGetsNoRefreshToken() throws IOException {
        TokenAsked asked = new TokenAsked(new TokenAsked.Proof.Header(Optional.empty()), "", List.of(APP), true);
        assertThat(access(RULES).token(asked).refresh()).isNull();
    }

    @Test
    void aPasswordInAFormServesAsWell() throws IOException {
        AccessControl access = access(RULES);
        assertThat(access.token(new TokenAsked(
                                new TokenAsked.Proof.Password("alice", "alice!"), "berth", List.of(APP), false))
                        .scope())
                .isEqualTo(APP);
    }

    @Test
    void theKeyIsItsOwnersAlone() throws IOException {
        access();
        Path key = directory.resolve("token-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void aBrokenKeyIsMadeAnew() throws IOException {
        TokenGiven given = access(RULES).token(asked(basic("alice"), APP));
        Path key = directory.resolve("token-key");
        Files.writeString(key, Files.readString(key).substring(60));
        AccessControl access = access(RULES);
        assertThatThrownBy(() -> holder(access, given)).isInstanceOf(Unauthorized.class);
        assertThat(holder(access(RULES), access.token(asked(basic("alice"), APP))))
                .isInstanceOf(Identity.Token.class);
    }
}
