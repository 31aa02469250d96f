package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest extends CommandTest {
    private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    private static final String LIST = "h:5000/my/list:1";
    private static final String A = "h:5000/a:1";
    private static final String B = "h:5000/b:1";

    private Path config;

    @BeforeEach
    void answer(@TempDir Path directory) {
        config = directory.resolve("docker");
        console.set("DOCKER_CONFIG", config.toString());
        known(A, DOCKER, "{\"architecture\":\"amd64\",\"os\":\"linux\"}");
        known(B, DOCKER, "{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"}");
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String document(String reference, String mediaType) {
        return "{\"mediaType\":\"" + mediaType + "\",\"of\":\"" + reference + "\"}";
    }

    private static String digestOf(String reference) {
        return digest(document(reference, DOCKER));
    }

    /** The engine knows what its registry has there. */
    private void known(String reference, String mediaType, String platform) {
        String document = document(reference, mediaType);
        String digest = digest(document);
        fake.answer(
                "GET /v1.52/distribution/" + reference + "/json",
                "{\"Descriptor\":{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":"
                        + document.length() + "},\"Platforms\":[" + platform + "]}");
        fake.answer("GET /v1.52/berth/manifests/" + reference + "@" + digest, document);
    }

    private String ok(String... line) {
        assertThat(console.run(line)).as(() -> console.err() + fake.lines()).isZero();
        return console.out();
    }

    private String refused(String... line) {
        assertThat(console.run(line)).as(console::out).isEqualTo(1);
        return console.err();
    }

    @Test
    void listIsMadeShownAndForgotten() {
        assertThat(ok("manifest", "create", LIST, A, B)).isEqualTo("Created manifest list " + LIST + "\n");
        assertThat(ok("manifest", "inspect", LIST))
                .isEqualTo("""
                {
                   "schemaVersion": 2,
                   "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
                   "manifests": [
                      {
                         "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                         "size": %1$d,
                         "digest": "%2$s",
                         "platform": {
                            "architecture": "amd64",
                            "os": "linux"
                         }
                      },
                      {
                         "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                         "size": %1$d,
                         "digest": "%3$s",
                         "platform": {
                            "architecture": "arm64",
                            "os": "linux",
                            "variant": "v8"
                         }
                      }
                   ]
                }
                """.formatted(document(A, DOCKER).length(), digestOf(A), digestOf(B)));
        assertThat(ok("manifest", "rm", LIST)).isEmpty();
        assertThat(refused("manifest", "rm", LIST, "x")).isEqualTo("""
                No such manifest: h:5000/my/list:1
                No such manifest: docker.io/library/x:latest
                """);
    }

    @Test
    void listLiesWhereDockersClientLooksForIt() throws IOException {
        ok("manifest", "create", LIST, A);
        String file = Files.readString(config.resolve("manifests/h-5000_my_list-1/h-5000_a-1"));
        assertThat(file)
                .startsWith("{\"Ref\":\"h:5000/a:1\",\"Descriptor\":{\"mediaType\":\"" + DOCKER + "\",\"digest\":\"")
                .contains("\"Raw\":\"", "\"SchemaV2Manifest\":" + document(A, DOCKER));
    }

    @Test
    void listThatIsThereIsAddedToOnlyWhereSaidSo() {
        ok("manifest", "create", LIST, A);
        assertThat(refused("manifest", "create", LIST, B))
                .isEqualTo("refusing to amend an existing manifest list with no --amend flag\n");
        ok("manifest", "annotate", LIST, A, "--arch", "riscv64");
        ok("manifest", "create", "--amend", LIST, B, A);
        assertThat(ok("manifest", "inspect", LIST)).contains("riscv64", digestOf(B));
    }

    @Test
    void oneOciManifestMakesAnOciIndex() {
        known(B, OCI, "{\"architecture\":\"arm64\",\"os\":\"linux\"}");
        ok("manifest", "create", LIST, A, B);
        assertThat(ok("manifest", "inspect", LIST)).contains("application/vnd.oci.image.index.v1+json");
        assertThat(ok("manifest", "inspect", "-v", LIST, B)).contains("\t\"OCIManifest\": {\n\t\t\"mediaType\"");
    }

    @Test
    void nothingIsKeptWhereAManifestIsMissing() {
        assertThat(refused("manifest", "create", LIST, A, "h:5000/no"))
                .isEqualTo("no such manifest: h:5000/no:latest\n");
        assertThat(refused("manifest", "push", LIST)).isEqualTo("No such manifest: " + LIST + "\n");
        assertThat(config.resolve("manifests")).doesNotExist();
    }

    @Test
    void listsAndBadNamesAreNotTaken() {
        known(B, "application/vnd.oci.image.index.v1+json", "{}");
        assertThat(refused("manifest", "create", LIST, B)).isEqualTo(B + " is a manifest list\n");
        assertThat(refused("manifest", "create", "UPPER", A))
                .isEqualTo("error parsing name for manifest list UPPER: invalid reference format: repository name"
                        + " (library/UPPER) must be lowercase\n");
    }

    @Test
    void annotationsChangeThePlatform() {
        ok("manifest", "create", LIST, A);
        assertThat(ok(
                        "manifest",
                        "annotate",
                        LIST,
                        A,
                        "--os",
                        "windows",
                        "--arch",
                        "arm",
                        "--variant",
                        "v6",
                        "--os-version",
                        "10.0",
                        "--os-features",
                        "a,b",
                        "--os-features",
                        "a"))
                .isEmpty();
        assertThat(ok("manifest", "inspect", LIST)).contains("""
                         "platform": {
                            "architecture": "arm",
                            "os": "windows",
                            "os.version": "10.0",
                            "os.features": [
                               "a",
                               "b"
                            ],
                            "variant": "v6"
                         }
                """);
        assertThat(refused("manifest", "annotate", LIST, A, "--arch", "none"))
                .isEqualTo("manifest entry for image has unsupported os/arch combination: windows/none\n");
        assertThat(refused("manifest", "annotate", LIST, B, "--arch", "arm"))
                .isEqualTo("manifest for image " + B + " does not exist in " + LIST + "\n");
    }

    @Test
    void pushSendsTheListAndSaysWhereItsManifestsAre() {
        ok("manifest", "create", LIST, A, B);
        String text = ok("manifest", "inspect", LIST).stripTrailing();
        fake.answer("PUT /v1.52/berth/manifests/" + LIST + "?from=h%3A5000%2Fa&from=h%3A5000%2Fb", "");
        assertThat(ok("manifest", "push", "--purge", LIST))
                .isEqualTo("""
                Pushed ref h:5000/my/list@%1$s with digest: %1$s
                Pushed ref h:5000/my/list@%2$s with digest: %2$s
                %3$s
                """.formatted(digestOf(A), digestOf(B), digest(text)));
        assertThat(fake.bodies()).last().isEqualTo(text);
        assertThat(fake.requests().getLast())
                .contains("Content-Type: application/vnd.docker.distribution.manifest.list.v2+json");
        assertThat(refused("manifest", "push", LIST)).isEqualTo("No such manifest: " + LIST + "\n");
    }

    @Test
    void listStaysWhereThePushFails() {
        ok("manifest", "create", LIST, A);
        fake.answer(
                "PUT /v1.52/berth/manifests/" + LIST + "?from=h%3A5000%2Fa",
                "{\"status\":\"The push refers to repository [h:5000/my/list]\"}{\"errorDetail\":{\"message\":\"denied\"}}");
        assertThat(refused("manifest", "push", "-p", LIST)).isEqualTo("denied\n");
        assertThat(console.out()).isEmpty();
        assertThat(ok("manifest", "inspect", LIST)).contains(digestOf(A));
    }

    @Test
    void manifestWithoutPlatformIsNotPushed() {
        known(A, OCI, "");
        ok("manifest", "create", LIST, A);
        assertThat(refused("manifest", "push", LIST))
                .isEqualTo("manifest " + A + " must have an OS and Architecture to be pushed to a registry\n");
    }

    @Test
    void listOfAnotherNameInTheSameFilesIsNotTouched() {
        ok("manifest", "create", "h:5000/app:v1-rc", A);
        assertThat(refused("manifest", "push", "h:5000/app-v1:rc"))
                .isEqualTo(
                        "the manifest list h:5000/app:v1-rc is where h:5000/app-v1:rc would be kept: push or remove it"
                                + " first\n");
    }

    @Test
    void argumentsAreCountedInDockersWords() {
        assertThat(refused("manifest", "inspect"))
                .startsWith("berth: 'berth manifest inspect' requires at least 1 and at most 2 arguments\n")
                .endsWith("\nRun 'berth manifest inspect --help' for more information\n");
        assertThat(refused("manifest", "create", LIST))
                .startsWith("berth: 'berth manifest create' requires at least 2 arguments\n")
                .endsWith("\nSee 'berth manifest create --help' for more information\n");
    }

    @Test
    void verboseShowsEachManifestThatARegistryLists() {
        String digest = digestOf(A);
        fake.answer(
                "GET /v1.52/berth/manifests/h:5000/x:1",
                "{\"manifests\":[{\"mediaType\":\"" + DOCKER + "\",\"size\":82,\"digest\":\"" + digest
                        + "\",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}}]}");
        fake.answer("GET /v1.52/berth/manifests/h:5000/x:1@" + digest, document(A, DOCKER));
        assertThat(ok("manifest", "inspect", "-v", "h:5000/x:1"))
                .startsWith("[\n\t{\n\t\t\"Ref\": \"h:5000/x:1@" + digest + "\",\n\t\t\"Descriptor\": {\n")
                .contains("\"architecture\": \"s390x\",\n\t\t\t\t\"os\": \"linux\"", "\"SchemaV2Manifest\": {");
    }
}
