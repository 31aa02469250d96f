package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unauthorized;
import io.berth.registry.Access.Action;
import io.berth.registry.Access.Verdict;
import io.berth.registry.Access.Wish;
import io.berth.registry.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessControlTest extends AccessTestCase {
    private static String may(AccessControl access, Optional<String> header, String repository) {
        Identity who = access.identify(header);
        StringBuilder rights = new StringBuilder();
        for (Right right : Right.values()) {
            if (access.allows(who, right, repository)) {
                rights.append(right.word()).append(' ');
            }
        }
        return rights.toString().strip();
    }

    @Test
    void rulesAddUp() throws IOException {
        AccessControl access = access(RULES);
        assertThat(may(access, Optional.empty(), "public/tool")).isEqualTo("pull");
        assertThat(may(access, Optional.empty(), "team/app")).isEmpty();
        assertThat(may(access, basic("alice"), "public/tool")).isEqualTo("pull");
        assertThat(may(access, basic("alice"), "team/app")).isEqualTo("pull push");
        assertThat(may(access, basic("bob"), "team/app")).isEqualTo("pull push delete image");
        assertThat(may(access, basic("bob"), "team/web")).isEqualTo("pull push");
        assertThat(may(access, basic("carol"), "team/app")).isEmpty();
        assertThat(may(access, basic("admin"), "anything/at/all")).isEqualTo("pull push delete");
    }

    @Test
    void withoutRulesNobodyMayDoAnything() throws IOException {
        AccessControl access = access();
        assertThat(may(access, Optional.empty(), "app")).isEmpty();
        assertThat(may(access, basic("admin"), "app")).isEmpty();
    }

    @Test
    void usersAreThoseWhoHaveShownAPassword() throws IOException {
        AccessControl access =
                access("\"rules\": [{\"repositories\": [\"**\"], \"who\": [\"users\"], \"may\": [\"pull\"]}]");
        assertThat(may(access, basic("carol"), "app")).isEqualTo("pull");
        assertThat(may(access, Optional.empty(), "app")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic !!!",
                "Basic YWxpY2U",
                "Basic OnB3",
                "Digest username=\"alice\"",
                "Bearer",
                "Bearer x",
                "Bearer a.b.c",
                "YWxpY2U6YWxpY2Uh"
            })
    void aHeaderThatProvesNothingIsRefused(String header) throws IOException {
        AccessControl access = access(RULES);
        assertThatThrownBy(() -> access.identify(Optional.of(header))).isInstanceOf(Unauthorized.class);
    }

    @Test
    void aWrongPasswordIsRefusedLikeAnUnknownUser() throws IOException {
        AccessControl access = access(RULES);
        assertThatThrownBy(() -> access.identify(basic("alice", "bob!")))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("incorrect username or password");
        assertThatThrownBy(() -> access.identify(basic("mallory")))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("incorrect username or password");
    }

    @Test
    void changedFilesCountAtOnce() throws IOException {
        AccessControl access = access(RULES);
        users("alice", "dave");
        assertThatThrownBy(() -> access.identify(basic("admin"))).isInstanceOf(Unauthorized.class);
        assertThat(access.identify(basic("dave"))).isEqualTo(new Identity.User("dave"));
        write(
                "access.json",
                file("\"rules\": [{\"repositories\": [\"*\"], \"who\": [\"user:dave\"], \"may\": [\"push\"]}]"));
        assertThat(may(access, basic("dave"), "app")).isEqualTo("push");
        assertThat(may(access, basic("alice"), "team/app")).isEmpty();
    }

    @Test
    void whileAChangedFileIsBrokenTheOldOneStaysInForce() throws IOException {
        AccessControl access = access(RULES);
        write("access.json", "{");
        assertThat(may(access, basic("alice"), "team/app")).isEqualTo("pull push");
        write("users", "alice:secret");
        assertThat(may(access, basic("alice"), "team/app")).isEqualTo("pull push");
        Files.delete(directory.resolve("users"));
        assertThat(may(access, basic("alice"), "team/app")).isEqualTo("pull push");
        users("carol");
        assertThatThrownBy(() -> access.identify(basic("alice"))).isInstanceOf(Unauthorized.class);
    }

    @Test
    void aReloadTellsWhatIsWrong() throws IOException {
        AccessControl access = access(RULES);
        write("users", "alice:secret");
        assertThatThrownBy(access::reload)
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("users: line 1")
                .hasMessageContaining("htpasswd -B");
        assertThat(may(access, basic("alice"), "team/app")).isEqualTo("pull push");
        users("carol");
        access.reload();
        assertThatThrownBy(() -> access.identify(basic("alice"))).isInstanceOf(Unauthorized.class);
    }

    @Test
    void startsWithNoFileThatIsBrokenOrMissing() throws IOException {
        write("users", "alice:secret");
        assertThatThrownBy(() -> access(RULES))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("users: line 1: the password of alice is not hashed with bcrypt");
        Files.delete(directory.resolve("users"));
        assertThatThrownBy(() -> access(RULES)).isInstanceOf(Corrupt.class).hasMessageContaining("no such file");
    }

    @Test
    void whoHasNoCredentialsCouldHaveMoreAndAUserNot() throws IOException {
        AccessControl access = access(RULES);
        assertThat(push(access, Optional.empty())).isEqualTo(Verdict.UNPROVEN);
        assertThat(push(access, basic("carol"))).isEqualTo(Verdict.DENIED);
        assertThat(push(access, basic("alice"))).isEqualTo(Verdict.ALLOWED);
        TokenGiven pull = access.token(asked(basic("alice"), "repository:team/app:pull"));
        assertThat(push(access, bearer(pull.token()))).isEqualTo(Verdict.UNPROVEN);
        TokenGiven carols = access.token(asked(basic("carol"), "repository:team/app:push"));
        assertThat(push(access, bearer(carols.token()))).isEqualTo(Verdict.DENIED);
    }

    private static Verdict push(AccessControl access, Optional<String> header) {
        Principal who = access.identify(header, "192.0.2.1");
        return access.judge(who, new Wish.On(new RepositoryName("team/app"), Action.PUSH));
    }

    @Test
    void theListIsForWhoHasCredentialsAndTellsOfWhatTheyMayPull() throws IOException {
        AccessControl access = access(RULES);
        Principal nobody = access.identify(Optional.empty(), "");
        assertThat(access.judge(nobody, new Wish.Catalog())).isEqualTo(Verdict.UNPROVEN);
        Principal alice = access.identify(
                bearer(access.token(asked(basic("alice"), "registry:catalog:*")).token()), "");
        assertThat(access.judge(alice, new Wish.Catalog())).isEqualTo(Verdict.ALLOWED);
        assertThat(access.lists(alice, new RepositoryName("team/app"))).isTrue();
        assertThat(access.lists(alice, new RepositoryName("secret/app"))).isFalse();
    }

    @Test
    void localImagesAreReadByWhoMayPullEverythingAndNamedByWhoMayNameThem() throws IOException {
        AccessControl access = access(RULES);
        RepositoryName app = new RepositoryName("team/app");
        assertThat(access.mayReadImages(access.identify(basic("admin"), ""))).isTrue();
        assertThat(access.mayReadImages(access.identify(basic("alice"), ""))).isFalse();
        assertThat(access.mayReadImages(Principal.ANONYMOUS)).isFalse();
        assertThat(access.mayNameImages(access.identify(basic("bob"), ""), app)).isTrue();
        assertThat(access.mayNameImages(access.identify(basic("alice"), ""), app))
                .isFalse();
        assertThat(access.mayNameImages(Principal.ANONYMOUS, app)).isFalse();
    }

    @Test
    void tellsWhereTokensAreGivenAndForWhat() throws IOException {
        Wish push = new Wish.On(new RepositoryName("team/app"), Action.PUSH);
        assertThat(access(RULES).challenge(push, "http://127.0.0.1:5000", ""))
                .contains("Bearer realm=\"http://127.0.0.1:5000/token\",service=\"berth\","
                        + "scope=\"repository:team/app:pull,push\"");
        assertThat(access(RULES).challenge(new Wish.Greeting(), "http://127.0.0.1:5000", "invalid_token"))
                .contains("Bearer realm=\"http://127.0.0.1:5000/token\",service=\"berth\",error=\"invalid_token\"");
        String tokens = "\"tokens\": {\"realm\": \"https://auth.test/give\", \"service\": \"shop\"}";
        assertThat(access(RULES, tokens).challenge(new Wish.Catalog(), "http://127.0.0.1:5000", ""))
                .contains("Bearer realm=\"https://auth.test/give\",service=\"shop\",scope=\"registry:catalog:*\"");
        assertThat(access(RULES, "\"tokens\": {\"challenge\": \"basic\"}").challenge(push, "", ""))
                .contains("Basic realm=\"berth\", charset=\"UTF-8\"");
    }
}
