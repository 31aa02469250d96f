package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushTest extends CommandTest {
    private static final String ROWS = """
            {"status":"The push refers to repository [h:5000/a]"}\r
            {"status":"Pushed","progressDetail":{},"id":"0123456789ab"}\r
            {"status":"1: digest: sha256:00 size: 5"}\r
            """;

    @Test
    void rowsOfATag() {
        fake.answer("POST /v1.52/images/h:5000/a/push?tag=1", ROWS);
        assertThat(console.run("push", "h:5000/a:1"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        assertThat(console.out()).isEqualTo("""
                        The push refers to repository [h:5000/a]
                        0123456789ab: Pushed
                        1: digest: sha256:00 size: 5
                        """);
    }

    @Test
    void latestIsTheTagWhereNoneIsGiven() {
        fake.answer("POST /v1.52/images/h:5000/a/push?tag=latest", ROWS);
        assertThat(console.run("image", "push", "h:5000/a")).isZero();
        assertThat(console.out()).startsWith("Using default tag: latest\n");
    }

    @Test
    void quietlyTheNameAlone() {
        fake.answer("POST /v1.52/images/h:5000/a/push?tag=1", ROWS);
        assertThat(console.run("push", "-q", "h:5000/a:1")).isZero();
        assertThat(console.out()).isEqualTo("h:5000/a:1\n");
    }

    @Test
    void allTagsAndAPlatform() {
        fake.answer(
                "POST /v1.52/images/a/push?platform=%7B%22architecture%22%3A%22arm64%22%2C%22os%22%3A%22linux%22%7D",
                ROWS);
        assertThat(console.run("push", "-a", "--platform", "linux/arm64", "a"))
                .as(() -> console.err() + fake.lines())
                .isZero();
    }

    @Test
    void notesAreToldBesideTheRows() {
        fake.answer(
                "POST /v1.52/images/a/push?tag=1",
                "{\"progressDetail\":{},\"aux\":{\"manifestPushedInsteadOfIndex\":true,"
                        + "\"originalIndex\":{\"digest\":\"sha256:aa\"},\"selectedManifest\":{\"digest\":\"sha256:bb\"}}}\r\n"
                        + "{\"progressDetail\":{},\"aux\":{\"contentMissing\":true}}\r\n");
        assertThat(console.run("push", "a:1")).isZero();
        assertThat(console.err()).contains("sha256:aa", "sha256:bb", "--platform");
    }

    @Test
    void namesThatCannotBePushed() {
        assertThat(console.run("push", "-a", "a:1")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("tag can't be used with --all-tags/-a\n");
        String digest = "sha256:" + "1".repeat(64);
        assertThat(console.run("push", "a@" + digest)).isEqualTo(1);
        assertThat(console.err()).endsWith("cannot push a digest reference\n");
        assertThat(fake.lines()).isEmpty();
    }

    @Test
    void copyNamesBothSides() {
        fake.answer(
                "POST /v1.52/berth/copy?from=docker.io%2Flibrary%2Fa%3Alatest&to=h%3A5000%2Fb&platform=linux%2Farm64",
                ROWS);
        assertThat(console.run("image", "copy", "--platform", "linux/arm64", "a", "h:5000/b"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        assertThat(console.out()).contains("0123456789ab: Pushed");
    }

    @Test
    void manifestIsShownAsItIs() {
        fake.answer("GET /v1.52/berth/manifests/docker.io/library/a:1", "{\"schemaVersion\":2,\"layers\":[]}");
        assertThat(console.run("manifest", "inspect", "a:1"))
                .as(() -> console.err() + fake.lines())
                .isZero();
        assertThat(console.out()).isEqualTo("{\n\t\"schemaVersion\": 2,\n\t\"layers\": []\n}\n");
    }

    @Test
    void missingManifestIsCalledSo() {
        fake.answer("GET /v1.52/berth/manifests/docker.io/library/a:1", "404 Not Found", "{\"message\":\"no\"}");
        assertThat(console.run("manifest", "inspect", "a:1")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("no such manifest: docker.io/library/a:1\n");
    }
}
