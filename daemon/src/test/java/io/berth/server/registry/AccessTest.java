package io.berth.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.server.registry.RegistryRig.Answer;
import org.junit.jupiter.api.Test;

/** Who may do what, and how they say who they are. */
class AccessTest extends AccessCase {
    private String root() {
        return "http://127.0.0.1:" + rig.port;
    }

    @Test
    void strangersAreToldWhereTokensAre() {
        Answer greeting = rig.ask("GET", "/v2/");
        assertThat(greeting.error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(greeting.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"" + root() + "/token\",service=\"berth\"");
        Answer manifest = rig.ask("GET", "/v2/team/app/manifests/v1");
        assertThat(manifest.error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(manifest.header("WWW-Authenticate")).endsWith(",scope=\"repository:team/app:pull\"");
        Answer upload = rig.ask("POST", "/v2/team/app/blobs/uploads/");
        assertThat(upload.header("WWW-Authenticate")).endsWith(",scope=\"repository:team/app:pull,push\"");
    }

    @Test
    void credentialsAreGreeted() {
        assertThat(ask("GET", "/v2/", basic("carol")).status()).isEqualTo(200);
        assertThat(ask("GET", "/v2/", token(basic("carol"), "repository:team/app:pull"))
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET", "/v2/", token("", "repository:public/app:pull")).status())
                .isEqualTo(200);
    }

    @Test
    void wrongCredentialsAreRefused() {
        Answer wrong = ask("GET", "/v2/", basic("alice", "battery staple"));
        assertThat(wrong.error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(wrong.header("WWW-Authenticate")).endsWith(",error=\"invalid_token\"");
        assertThat(wrong.text()).contains("incorrect username or password").doesNotContain("battery");
        Answer token = ask("GET", "/token?scope=repository:team/app:pull", basic("alice", "battery staple"));
        assertThat(token.error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(token.header("WWW-Authenticate")).startsWith("Basic ");
    }

    @Test
    void whoMayPullOnlyCannotPush() {
        image("admin", "public/app", "v1");
        assertThat(rig.ask("GET", "/v2/public/app/manifests/v1").status()).isEqualTo(200);
        assertThat(ask("GET", "/v2/public/app/manifests/v1", basic("carol")).status())
                .isEqualTo(200);
        assertThat(ask("POST", "/v2/public/app/blobs/uploads/", basic("carol")).error())
                .isEqualTo("403 DENIED");
        assertThat(ask("DELETE", "/v2/public/app/manifests/v1", basic("carol")).error())
                .isEqualTo("403 DENIED");
        assertThat(rig.ask("DELETE", "/v2/public/app/manifests/v1").error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(ask("DELETE", "/v2/public/app/manifests/v1", basic("admin")).status())
                .isEqualTo(202);
    }

    @Test
    void whatIsClosedIsNoMoreThereThanWhatIsNot() {
        image("admin", "secret/app", "v1");
        String closed =
                ask("GET", "/v2/secret/app/manifests/v1", basic("carol")).text();
        String missing =
                ask("GET", "/v2/secret/not/manifests/v1", basic("carol")).text();
        assertThat(closed.replace("secret/app", "secret/not")).isEqualTo(missing);
    }

    @Test
    void aTokenOpensItsOwnRepositoryAndAsksForMoreElsewhere() {
        String pull = token(basic("alice"), "repository:team/app:pull");
        assertThat(ask("GET", "/v2/team/app/tags/list", pull).error()).isEqualTo("404 NAME_UNKNOWN");
        Answer push = ask("POST", "/v2/team/app/blobs/uploads/", pull);
        assertThat(push.error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(push.header("WWW-Authenticate"))
                .contains("scope=\"repository:team/app:pull,push\"", "error=\"insufficient_scope\"");
        assertThat(ask("POST", "/v2/team/app/blobs/uploads/", token(basic("carol"), "repository:team/app:push"))
                        .error())
                .isEqualTo("403 DENIED");
    }

    @Test
    void theCatalogTellsOfWhatMayBePulled() {
        image("admin", "secret/app", "v1");
        image("alice", "team/app", "v1");
        image("admin", "public/app", "v1");
        assertThat(ask("GET", "/v2/_catalog", basic("alice")).text())
                .isEqualTo("{\"repositories\":[\"public/app\",\"team/app\"]}");
        assertThat(ask("GET", "/v2/_catalog", token("", "registry:catalog:*")).text())
                .isEqualTo("{\"repositories\":[\"public/app\"]}");
        Answer refused = rig.ask("GET", "/v2/_catalog");
        assertThat(refused.error()).isEqualTo("401 UNAUTHORIZED");
        assertThat(refused.header("WWW-Authenticate")).endsWith(",scope=\"registry:catalog:*\"");
    }

    @Test
    void blobsAreMountedFromWhereTheyMayBePulledAlone() {
        byte[] blob = RegistryRig.bytes("secret");
        push("admin", "secret/app", blob);
        String mount = "/v2/team/app/blobs/uploads/?mount=" + Digest.of(blob) + "&from=";
        assertThat(ask("POST", mount + "secret/app", basic("alice")).status()).isEqualTo(202);
        assertThat(ask("POST", mount + "secret/app", basic("admin")).status()).isEqualTo(201);
        assertThat(ask("POST", mount.replace("team/app", "team/web") + "team/app", basic("alice"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void tokensAreGivenForFormsToo() {
        String form = "grant_type=password&username=alice&password=correct+horse&service=berth&client_id=test"
                + "&access_type=offline&scope=repository%3Ateam%2Fapp%3Apull%2Cpush";
        Answer given = rig.ask("POST", "/token", RegistryRig.bytes(form));
        assertThat(given.status()).isEqualTo(200);
        assertThat(given.header("Cache-Control")).isEqualTo("no-store");
        assertThat(given.json().get("scope").asString()).isEqualTo("repository:team/app:pull,push");
        assertThat(given.json().get("expires_in").asInt()).isGreaterThanOrEqualTo(60);
        String again = "grant_type=refresh_token&refresh_token="
                + given.json().get("refresh_token").asString() + "&scope=repository:team/app:pull";
        Answer refreshed = rig.ask("POST", "/token", RegistryRig.bytes(again));
        assertThat(ask(
                                "GET",
                                "/v2/",
                                "Bearer " + refreshed.json().get("access_token").asString())
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("POST", "/token", RegistryRig.bytes("grant_type=magic"))
                        .status())
                .isEqualTo(400);
        assertThat(rig.ask("POST", "/token", RegistryRig.bytes("grant_type=%zz"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void formsAreReadUpToTheirLength() {
        String start = "grant_type=client_credentials&x=";
        String longest = start + "x".repeat(Limits.TOKEN_FORM_BYTES_MAX - start.length());
        assertThat(rig.ask("POST", "/token", RegistryRig.bytes(longest)).status())
                .isEqualTo(200);
        assertThat(rig.ask("POST", "/token", RegistryRig.bytes(longest + "x")).status())
                .isEqualTo(413);
    }
}
