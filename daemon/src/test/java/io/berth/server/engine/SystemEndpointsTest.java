package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.EventBus;
import io.berth.remote.RateLimits;
import io.berth.server.http.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SystemEndpointsTest {
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$");

    @TempDir
    private Path dataRoot;

    private final FakeIndex index = new FakeIndex();

    @Test
    void pingSaysOkWithItsHeaders() throws IOException {
        Reply reply = routes().call(FakeRequest.get("/_ping"));
        assertThat(RouteTable.body(reply)).isEqualTo("OK");
        assertThat(reply.headers())
                .containsEntry("Swarm", "inactive")
                .containsEntry("Builder-Version", "2")
                .containsEntry("Pragma", "no-cache");
    }

    @Test
    void pingByHeadHasNoBody() throws IOException {
        Reply reply = routes().call(new FakeRequest("HEAD", "/_ping"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(RouteTable.body(reply)).isEmpty();
    }

    @Test
    void pingOfOldVersionsKnowsNeitherBuilderNorSwarm() throws IOException {
        assertThat(routes().call(FakeRequest.get("/_ping").at(39)).headers())
                .doesNotContainKeys("Swarm", "Builder-Version");
    }

    @Test
    void versionNamesWhatClientsNegotiate() throws IOException {
        JsonNode version = routes().json(FakeRequest.get("/version"));
        assertThat(version.get("ApiVersion").stringValue()).isEqualTo("1.55");
        assertThat(version.get("MinAPIVersion").stringValue()).isEqualTo("1.24");
        assertThat(version.get("Version").stringValue()).isEqualTo("9.9.9");
        assertThat(version.get("Components")
                        .get(0)
                        .get("Details")
                        .get("GitCommit")
                        .stringValue())
                .isEqualTo("abc");
    }

    @Test
    void infoHasWhatTestcontainersReads() throws IOException {
        JsonNode info = routes().json(FakeRequest.get("/info"));
        assertThat(info.get("MemTotal").longValue()).isPositive();
        assertThat(info.get("NCPU").intValue()).isPositive();
        assertThat(info.get("ServerVersion").stringValue()).isEqualTo("9.9.9");
        assertThat(info.get("OperatingSystem").stringValue()).isNotEmpty();
        assertThat(info.get("Driver").stringValue()).isEqualTo("oci-layout");
    }

    @Test
    void infoShowsTheConfiguration() throws IOException {
        JsonNode info = routes().json(FakeRequest.get("/info"));
        JsonNode registries = info.get("RegistryConfig");
        assertThat(info.get("Labels").get(0).stringValue()).isEqualTo("rack=7");
        assertThat(info.get("ID").stringValue()).isEqualTo("the-id");
        assertThat(registries.get("Mirrors").get(0).stringValue()).isEqualTo("http://127.0.0.1:5600/");
        assertThat(registries.get("InsecureRegistryCIDRs").get(0).stringValue()).isEqualTo("127.0.0.0/8");
        assertThat(registries
                        .get("IndexConfigs")
                        .get("docker.io")
                        .get("Official")
                        .booleanValue())
                .isTrue();
        assertThat(registries.get("IndexConfigs").get("reg:5000").get("Secure").booleanValue())
                .isFalse();
    }

    @Test
    void proxiesAreShown() throws IOException {
        JsonNode info = routes().json(FakeRequest.get("/info"));
        assertThat(info.get("HttpProxy").stringValue()).isEqualTo("http://xxxxx:xxxxx@proxy:3128");
        assertThat(info.get("HttpsProxy").stringValue()).isEqualTo("http://proxy:3128");
    }

    @Test
    void infoOfOldVersionsHasTheirMembers() throws IOException {
        assertThat(names(50)).doesNotContain("BridgeNfIptables");
        assertThat(names(49)).contains("BridgeNfIptables").doesNotContain("KernelMemory");
        assertThat(names(39)).contains("KernelMemory").doesNotContain("ExecutionDriver");
        assertThat(names(24)).contains("ExecutionDriver");
        JsonNode registries = routes().json(FakeRequest.get("/info").at(48)).get("RegistryConfig");
        assertThat(registries.has("AllowNondistributableArtifactsCIDRs")).isTrue();
    }

    /** The table in docs is the promise: where it says that a member is provided, it is there, and nothing else is. */
    @Test
    void infoHasExactlyTheMembersOfTheTable() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(repository().resolve("docs/info-fields.md"))) {
            Matcher row = TABLE_ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(3).strip());
            }
        }
        Set<String> promised = new TreeSet<>(rows.keySet());
        promised.removeIf(name -> rows.get(name).startsWith("not provided"));
        Set<String> given = new TreeSet<>();
        for (int minor : List.of(24, 39, 43, 49, 55)) {
            given.addAll(names(minor));
        }
        assertThat(given).isEqualTo(promised);
    }

    private Set<String> names(int minor) throws IOException {
        return Set.copyOf(routes().json(FakeRequest.get("/info").at(minor)).propertyNames());
    }

    private RouteTable routes() {
        SystemFacts facts = new SystemFacts(
                new SystemFacts.Build("9.9.9", "abc", "2026-01-01T00:00:00Z"),
                "the-id",
                dataRoot,
                List.of("rack=7"),
                false,
                new SystemFacts.Registries(
                        List.of("http://127.0.0.1:5600"), List.of("127.0.0.0/8", "::1/128"), List.of("reg:5000")),
                new SystemFacts.Proxies("http://xxxxx:xxxxx@proxy:3128", "http://proxy:3128", "localhost"),
                List.of());
        return RouteTable.of(new SystemEndpoints(
                () -> facts, index, new EventBus(), new RateLimits(10, _ -> {}, Clock.systemUTC())));
    }

    private static Path repository() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    }
}
