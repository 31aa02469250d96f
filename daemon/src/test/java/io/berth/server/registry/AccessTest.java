package io.berth.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.index.Image;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import io.berth.registry.BlobPushes;
import io.berth.registry.access.AccessControl;
import io.berth.server.registry.RegistryRig.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution API with an access file. Everybody's password is {@code correct horse}. */
class AccessTest {
    private static final String HASH = "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    private static final String RULES = """
            {
              "users": "users",
              "rules": [
                {"repositories": ["public/**"], "who": ["anyone"], "may": ["pull"]},
                {"repositories": ["team/**", "small/**"], "who": ["user:alice"], "may": ["pull", "push"]},
                {"repositories": ["named/**", "docker.io/**"], "who": ["user:namer"], "may": ["push", "image"]},
                {"repositories": ["**"], "who": ["user:admin"], "may": ["pull", "push", "delete"]}
              ],
              "immutable": [{"repositories": ["team/**"], "tags": ["v*"]}],
              "quotas": [{"repositories": ["small/**"], "size": "1k"}]
            }""";

    @TempDir
    Path directory;

    private RegistryRig rig;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(
                directory.resolve("users"),
                "alice:" + HASH + "\nnamer:" + HASH + "\nadmin:" + HASH + "\ncarol:" + HASH + "\n");
        Path file = Files.writeString(directory.resolve("access.json"), RULES);
        AccessControl access = AccessControl.open(
                file,
                directory,
                _ -> {
                    throw new IOException("there is no issuer");
                },
                Clock.systemUTC());
        rig = new RegistryRig(Files.createDirectory(directory.resolve("store")), access);
        rig.store.index().repositories().keepTo(access);
    }

    @AfterEach
    void closeAndCheck() throws IOException {
        rig.close();
        assertThat(rig.faults()).isEmpty();
    }

    private static String basic(String user) {
        return basic(user, "correct horse");
    }

    private static String basic(String user, String password) {
        byte[] bytes = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    private Answer ask(String method, String path, String authorization) {
        return rig.ask(method, path, "Authorization", authorization);
    }

    private String token(String authorization, String... scopes) {
        String path = "/token?service=berth&scope=" + String.join("&scope=", scopes);
        Answer given = authorization.isEmpty() ? rig.ask("GET", path) : ask("GET", path, authorization);
        assertThat(given.status()).isEqualTo(200);
        return "Bearer " + given.json().get("token").asString();
    }

    private Digest push(String who, String repository, byte[] blob) {
        Digest digest = Digest.of(blob);
        assertThat(pushed(who, repository, blob).status()).isEqualTo(201);
        return digest;
    }

    private Answer pushed(String who, String repository, byte[] blob) {
        return rig.ask(
                "POST",
                "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(blob),
                blob,
                "Authorization",
                basic(who));
    }

    private Answer put(String who, String repository, String reference, byte[] manifest) {
        return rig.ask(
                "PUT",
                "/v2/" + repository + "/manifests/" + reference,
                manifest,
                "Authorization",
                basic(who),
                "Content-Type",
                RegistryRig.OCI);
    }

    private byte[] image(String who, String repository, String tag) {
        byte[] config = RegistryRig.bytes("{\"tag\":\"" + tag + "\"}");
        push(who, repository, config);
        byte[] manifest = RegistryRig.manifest("", config);
        assertThat(put(who, repository, tag, manifest).status()).isEqualTo(201);
        return manifest;
    }

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

    @Test
    void aTagThatIsImmutableStaysWhereItIs() {
        byte[] first = image("alice", "team/app", "v1");
        image("alice", "team/app", "latest");
        byte[] other = RegistryRig.manifest(",\"annotations\":{\"a\":\"b\"}", RegistryRig.bytes("{\"tag\":\"v1\"}"));
        Answer moved = put("alice", "team/app", "v1", other);
        assertThat(moved.error()).isEqualTo("409 DENIED");
        assertThat(moved.text()).contains("tag v1 of team/app is immutable");
        assertThat(put("alice", "team/app", "v1", first).status()).isEqualTo(201);
        assertThat(put("alice", "team/app", "latest", other).status()).isEqualTo(201);
        assertThat(ask("GET", "/v2/team/app/manifests/v1", basic("alice")).bytes())
                .isEqualTo(first);
        assertThat(ask("DELETE", "/v2/team/app/manifests/v1", basic("admin")).error())
                .isEqualTo("409 DENIED");
        assertThat(ask("DELETE", "/v2/team/app/manifests/" + Digest.of(first), basic("admin"))
                        .error())
                .isEqualTo("409 DENIED");
        assertThat(ask("DELETE", "/v2/team/app/manifests/v2", basic("admin")).error())
                .isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(ask("DELETE", "/v2/team/app/manifests/latest", basic("admin"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aQuotaIsUsedToTheLastByteAndNoFurther() {
        push("alice", "small/one", new byte[1000]);
        Answer denied = pushed("alice", "small/two", new byte[25]);
        assertThat(denied.error()).isEqualTo("403 DENIED");
        assertThat(denied.text()).contains("quota exceeded");
        push("alice", "small/two", new byte[24]);
        assertThat(ask("POST", "/v2/small/one/blobs/uploads/", basic("alice")).error())
                .isEqualTo("403 DENIED");
        push("alice", "team/app", new byte[2000]);
        assertThat(ask("DELETE", "/v2/small/one/blobs/" + Digest.of(new byte[1000]), basic("admin"))
                        .status())
                .isEqualTo(202);
        push("alice", "small/two", new byte[500]);
    }

    @Test
    void whatAClientStillSendsIsReadUpToItsBoundSoThatItIsToldWhy() throws IOException {
        RepositoryName small = new RepositoryName("small/app");
        BlobPushes pushes =
                new BlobPushes(rig.store.content().uploads(), rig.store.index().repositories(), rig.store.content());
        for (long more : new long[] {0, 1}) {
            Endless body = new Endless(Limits.REFUSED_BYTES_READ_MAX + more);
            String id = pushes.begin(small);
            assertThatThrownBy(() -> pushes.append(
                            small,
                            id,
                            body,
                            OptionalLong.empty(),
                            OptionalLong.of(Limits.REFUSED_BYTES_READ_MAX + more)))
                    .isInstanceOf(Forbidden.class);
            assertThat(body.left).isEqualTo(more);
            pushes.cancel(small, id);
        }
    }

    /** So many zeros. */
    private static final class Endless extends InputStream {
        private long left;

        Endless(long size) {
            left = size;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int from, int length) {
            int some = (int) Math.min(length, left);
            left -= some;
            return some == 0 && length > 0 ? -1 : some;
        }
    }

    @Test
    void aQuotaCountsManifestsAndMountsToo() {
        byte[] config = new byte[800];
        push("alice", "team/app", config);
        push("alice", "small/app", config);
        byte[] manifest = RegistryRig.manifest("", config);
        assertThat(put("alice", "small/app", "v1", manifest).error()).isEqualTo("403 DENIED");
        assertThat(ask("GET", "/v2/small/app/manifests/v1", basic("alice")).error())
                .isEqualTo("404 MANIFEST_UNKNOWN");
        Answer mounted = ask(
                "POST", "/v2/small/other/blobs/uploads/?mount=" + Digest.of(config) + "&from=team/app", basic("alice"));
        assertThat(mounted.error()).isEqualTo("403 DENIED");
    }

    @Test
    void pushesAtOnceDoNotExceedAQuotaTogether() throws Exception {
        List<Callable<Integer>> pushes = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Integer>) () -> {
                    byte[] blob = new byte[300];
                    blob[0] = (byte) i;
                    return pushed("alice", "small/app" + i, blob).status();
                })
                .toList();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> push : threads.invokeAll(pushes)) {
                statuses.add(push.get());
            }
        }
        assertThat(statuses).containsOnly(201, 403);
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(3);
    }

    @Test
    void whatIsPushedByWhoMayNameImagesIsAnImageAtOnce() {
        byte[] manifest = image("namer", "named/app", "v1");
        image("namer", "docker.io/library/tool", "v2");
        image("alice", "team/app", "v1");
        image("admin", "named/other", "v1");
        assertThat(names()).containsExactly("127.0.0.1:" + rig.port + "/named/app:v1", "tool:v2");
        Image named = rig.store.index().images().byCreated().stream()
                .filter(image -> image.id().equals(Digest.of(manifest)))
                .findFirst()
                .orElseThrow();
        assertThat(named.facts().closure()).hasSize(2);
        byte[] other = image("namer", "named/app", "v1");
        assertThat(other).isEqualTo(manifest);
        assertThat(names()).hasSize(2);
    }

    private List<String> names() {
        return rig.store.index().images().byCreated().stream()
                .flatMap(image -> image.names().stream())
                .map(Reference::familiar)
                .sorted()
                .toList();
    }

    @Test
    void aMultiPlatformImageIsNamedWhole() {
        byte[] child = image("namer", "named/app", "amd64");
        byte[] index = RegistryRig.bytes("{\"schemaVersion\":2,\"mediaType\":\"" + RegistryRig.INDEX
                + "\",\"manifests\":[" + RegistryRig.descriptor(RegistryRig.OCI, child) + "]}");
        Answer put = rig.ask(
                "PUT",
                "/v2/named/app/manifests/all",
                index,
                "Authorization",
                basic("namer"),
                "Content-Type",
                RegistryRig.INDEX);
        assertThat(put.status()).isEqualTo(201);
        assertThat(rig.store.index().images().byId(Digest.of(index)))
                .hasValueSatisfying(image -> assertThat(image.facts().closure()).hasSize(3));
    }

    @Test
    void theLogTellsWhoDidWhatFromWhere() {
        image("alice", "team/app", "latest");
        ask("DELETE", "/v2/team/app/manifests/latest", basic("admin"));
        List<Draft> events = new ArrayList<>();
        rig.store
                .index()
                .events(
                        0,
                        Instant.EPOCH,
                        Instant.ofEpochSecond(9_000_000_000L),
                        (Event event) -> events.add(event.what()));
        List<Draft> changes = events.stream()
                .filter(event -> event.type().equals("repository"))
                .toList();
        assertThat(changes).extracting(Draft::action).containsExactly("push", "untag");
        assertThat(changes).extracting(Draft::actor).containsOnly("team/app:latest");
        assertThat(changes.getFirst().attributes())
                .containsEntry("name", "team/app")
                .containsEntry("user", "alice")
                .containsEntry("address", "127.0.0.1");
        assertThat(changes.getLast().attributes()).containsEntry("user", "admin");
    }
}
