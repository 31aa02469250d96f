package io.berth.server.registry;

import static io.berth.server.registry.RegistryRig.INDEX;
import static io.berth.server.registry.RegistryRig.OCI;
import static io.berth.server.registry.RegistryRig.bytes;
import static io.berth.server.registry.RegistryRig.descriptor;
import static io.berth.server.registry.RegistryRig.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.registry.Access;
import io.berth.server.registry.RegistryRig.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Manifests, tags, referrers and the lists of them. */
class ManifestsTest {
    private static final byte[] CONFIG = bytes("{}");
    private static final byte[] LAYER = bytes("a layer");

    @TempDir
    Path root;

    private RegistryRig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new RegistryRig(root, Access.OPEN);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(rig.faults()).isEmpty();
        rig.close();
    }

    @Test
    void aManifestComesBackAsItWasPushed() {
        byte[] manifest = rig.image("team/app", "v1", "one", "two");
        Digest digest = Digest.of(manifest);
        for (String reference : List.of("v1", digest.toString())) {
            Answer answer = rig.ask("GET", "/v2/team/app/manifests/" + reference, "Accept", INDEX + ", " + OCI);
            assertThat(answer.bytes()).isEqualTo(manifest);
            assertThat(answer.header("Content-Type")).isEqualTo(OCI);
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        }
        Answer head = rig.ask("HEAD", "/v2/team/app/manifests/v1");
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(manifest.length));
        assertThat(head.header("Content-Type")).isEqualTo(OCI);
        assertThat(rig.ask("GET", "/v2/team/app/manifests/v1", "If-None-Match", head.header("ETag"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void dockersTypesAreFirstClass() {
        rig.push("a", CONFIG);
        String type = "application/vnd.docker.distribution.manifest.v2+json";
        byte[] manifest =
                bytes(new String(manifest("", CONFIG), java.nio.charset.StandardCharsets.UTF_8).replace(OCI, type));
        assertThat(rig.put("a", "v1", manifest, type).status()).isEqualTo(201);
        assertThat(rig.ask("GET", "/v2/a/manifests/v1").header("Content-Type")).isEqualTo(type);
        assertThat(rig.ask("GET", "/v2/a/manifests/v1", "Accept", OCI).error()).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(rig.ask("GET", "/v2/a/manifests/v1", "Accept", "*/*").status())
                .isEqualTo(200);
    }

    @Test
    void whatItNamesMustBeInTheRepository() {
        rig.push("other", LAYER);
        rig.push("a", CONFIG);
        assertThat(rig.put("a", "v1", manifest("", CONFIG, LAYER), OCI).error()).isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
        assertThat(rig.ask("GET", "/v2/a/manifests/v1").error()).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(rig.ask("GET", "/v2/_catalog").text()).isEqualTo("{\"repositories\":[]}");
    }

    @Test
    void aForeignLayerNeedNotBeThere() {
        rig.push("a", CONFIG);
        String foreign = descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", bytes("far away"));
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "\",\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", CONFIG) + ",\"layers\":[" + foreign + "]}");
        assertThat(rig.put("a", "v1", manifest, OCI).status()).isEqualTo(201);
    }

    @Test
    void badManifestsAreRefused() {
        rig.push("a", CONFIG);
        byte[] good = manifest("", CONFIG);
        assertThat(rig.put("a", "v1", bytes("nonsense"), OCI).error()).isEqualTo("400 MANIFEST_INVALID");
        assertThat(rig.put("a", "v1", good, INDEX).error()).isEqualTo("400 MANIFEST_INVALID");
        Answer schema1 = rig.put(
                "a",
                "v1",
                bytes("{\"schemaVersion\":1,\"name\":\"a\",\"tag\":\"v1\",\"fsLayers\":[],\"history\":[]}"),
                "application/vnd.docker.distribution.manifest.v1+json");
        assertThat(schema1.error()).isEqualTo("400 MANIFEST_INVALID");
        assertThat(schema1.text()).contains("no longer supported");
        assertThat(rig.put("a", Digest.of(LAYER).toString(), good, OCI).error()).isEqualTo("400 DIGEST_INVALID");
        assertThat(rig.put("a", "-x", good, OCI).error()).isEqualTo("400 TAG_INVALID");
        assertThat(rig.put("a", "a".repeat(129), good, OCI).error()).isEqualTo("400 TAG_INVALID");
        assertThat(rig.put("a", "a".repeat(128), good, OCI).status()).isEqualTo(201);
    }

    @Test
    void aManifestMayBeAsLargeAsTheLimitAndNoLarger() {
        rig.push("a", CONFIG);
        byte[] small = manifest(",\"annotations\":{\"x\":\"\"}", CONFIG);
        String filler = "y".repeat(Limits.MANIFEST_BYTES_MAX - small.length);
        assertThat(rig.put("a", "v1", manifest(",\"annotations\":{\"x\":\"" + filler + "\"}", CONFIG), OCI)
                        .status())
                .isEqualTo(201);
        assertThat(rig.put("a", "v2", manifest(",\"annotations\":{\"x\":\"y" + filler + "\"}", CONFIG), OCI)
                        .error())
                .isEqualTo("413 SIZE_INVALID");
    }

    @Test
    void anIndexNamesManifestsOfItsRepository() {
        byte[] child = rig.image("a", "v1", "one");
        byte[] index = bytes(
                "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + descriptor(OCI, child) + "]}");
        assertThat(rig.put("a", "all", index, INDEX).status()).isEqualTo(201);
        assertThat(rig.put("b", "all", index, INDEX).error()).isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
        assertThat(rig.ask("DELETE", "/v2/a/manifests/" + Digest.of(child)).status())
                .isEqualTo(202);
        assertThat(rig.ask("GET", "/v2/a/manifests/all").bytes()).isEqualTo(index);
    }

    @Test
    void aPutByDigestCanSetTags() {
        rig.push("a", CONFIG);
        byte[] manifest = manifest("", CONFIG);
        Answer put = rig.put("a", Digest.of(manifest) + "?tag=x&tag=y", manifest, OCI);
        assertThat(put.header("OCI-Tag")).isEqualTo("x, y");
        assertThat(put.header("Location")).isEqualTo("/v2/a/manifests/" + Digest.of(manifest));
        assertThat(rig.ask("GET", "/v2/a/tags/list").text()).isEqualTo("{\"name\":\"a\",\"tags\":[\"x\",\"y\"]}");
    }

    @Test
    void sha512IsADigestOfManifestsToo() {
        rig.push("a", CONFIG);
        byte[] manifest = manifest("", CONFIG);
        Digest.Algorithm sha512 = Digest.Algorithm.SHA512;
        String digest = Digest.of(sha512, sha512.hash().digest(manifest)).toString();
        assertThat(rig.put("a", digest, manifest, OCI).header("Docker-Content-Digest"))
                .isEqualTo(digest);
        assertThat(rig.ask("GET", "/v2/a/manifests/" + digest).bytes()).isEqualTo(manifest);
    }

    @Test
    void aDeletedTagLeavesItsManifestAndADeletedManifestTakesItsTags() throws IOException {
        byte[] manifest = rig.image("a", "v1", "one");
        rig.put("a", "v2", manifest, OCI);
        String byDigest = "/v2/a/manifests/" + Digest.of(manifest);
        assertThat(rig.ask("DELETE", "/v2/a/manifests/v1").status()).isEqualTo(202);
        assertThat(rig.ask("DELETE", "/v2/a/manifests/v1").error()).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(rig.ask("GET", byDigest).status()).isEqualTo(200);
        assertThat(rig.ask("DELETE", "/v2/a/blobs/" + Digest.of(bytes("one"))).error())
                .isEqualTo("405 UNSUPPORTED");
        assertThat(rig.ask("DELETE", byDigest).status()).isEqualTo(202);
        assertThat(rig.ask("GET", "/v2/a/manifests/v2").error()).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(rig.ask("DELETE", byDigest).error()).isEqualTo("404 NAME_UNKNOWN");
        rig.store.content().sweep();
        assertThat(rig.store.index().images().totals().blobs()).isZero();
    }

    @Test
    void whatAnotherManifestNamesStays() throws IOException {
        byte[] first = rig.image("a", "v1", "shared", "one");
        rig.image("a", "v2", "shared", "two");
        rig.ask("DELETE", "/v2/a/manifests/" + Digest.of(first));
        rig.store.content().sweep();
        assertThat(rig.ask("GET", "/v2/a/blobs/" + Digest.of(bytes("shared"))).status())
                .isEqualTo(200);
        assertThat(rig.ask("GET", "/v2/a/blobs/" + Digest.of(bytes("one"))).status())
                .isEqualTo(404);
    }

    @Test
    void tagsAreListedPageByPage() {
        byte[] manifest = rig.image("a", "t0");
        for (String tag : List.of("t3", "t1", "t2", "T9")) {
            rig.put("a", tag, manifest, OCI);
        }
        assertThat(pages("/v2/a/tags/list?n=2", "tags")).containsExactly("T9", "t0", "t1", "t2", "t3");
        assertThat(rig.ask("GET", "/v2/a/tags/list?n=0").text()).isEqualTo("{\"name\":\"a\",\"tags\":[]}");
        assertThat(rig.ask("GET", "/v2/a/tags/list?last=t2").text()).isEqualTo("{\"name\":\"a\",\"tags\":[\"t3\"]}");
        for (String n : List.of("-1", "x", "1e9", "99999999999")) {
            assertThat(rig.ask("GET", "/v2/a/tags/list?n=" + n).error()).isEqualTo("400 PAGINATION_NUMBER_INVALID");
        }
        assertThat(rig.ask("GET", "/v2/a/tags/list?n=" + (Limits.LIST_PAGE_MAX + 1))
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("GET", "/v2/b/tags/list").error()).isEqualTo("404 NAME_UNKNOWN");
    }

    @Test
    void repositoriesAreListedPageByPage() {
        for (String name : List.of("b", "a/x", "c", "a")) {
            rig.image(name, "v1");
        }
        assertThat(pages("/v2/_catalog?n=3", "repositories")).containsExactly("a", "a/x", "b", "c");
    }

    private List<String> pages(String first, String member) {
        List<String> found = new ArrayList<>();
        String next = first;
        while (!next.isEmpty()) {
            Answer page = rig.ask("GET", next);
            page.json().get(member).forEach(one -> found.add(one.asString()));
            String link = page.header("Link");
            assertThat(link).matches("(<.*>; rel=\"next\")?");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        return found;
    }

    @Test
    void referrersAreListedAndFiltered() {
        byte[] image = rig.image("a", "v1");
        assertThat(rig.ask("GET", "/v2/a/referrers/" + Digest.of(image)).json().get("manifests"))
                .isEmpty();
        String subject = ",\"subject\":" + descriptor(OCI, image);
        rig.push("a", CONFIG);
        byte[] signature = manifest(subject + ",\"artifactType\":\"x/sig\",\"annotations\":{\"k\":\"v\"}", CONFIG);
        byte[] other = manifest(subject, CONFIG);
        Answer put = rig.put("a", Digest.of(signature).toString(), signature, OCI);
        assertThat(put.header("OCI-Subject")).isEqualTo(Digest.of(image).toString());
        rig.put("a", Digest.of(other).toString(), other, OCI);
        Answer filtered = rig.ask("GET", "/v2/a/referrers/" + Digest.of(image) + "?artifactType=x%2Fsig");
        assertThat(filtered.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(filtered.header("Content-Type")).isEqualTo(INDEX);
        JsonNode row = filtered.json().get("manifests").get(0);
        assertThat(filtered.json().get("manifests").size()).isEqualTo(1);
        assertThat(row.toString())
                .isEqualTo("{\"mediaType\":\"" + OCI + "\",\"digest\":\"" + Digest.of(signature) + "\",\"size\":"
                        + signature.length + ",\"artifactType\":\"x/sig\",\"annotations\":{\"k\":\"v\"}}");
        List<String> digests = new ArrayList<>();
        String next = "/v2/a/referrers/" + Digest.of(image) + "?n=1";
        while (!next.isEmpty()) {
            Answer page = rig.ask("GET", next);
            page.json()
                    .get("manifests")
                    .forEach(one -> digests.add(one.get("digest").asString()));
            String link = page.header("Link");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        assertThat(digests)
                .containsExactlyInAnyOrder(
                        Digest.of(signature).toString(), Digest.of(other).toString());
    }

    @Test
    void referrersOfWhatIsNotThereAreNoneAndNeverAnError() {
        Answer answer = rig.ask("GET", "/v2/nobody/referrers/" + Digest.of(LAYER));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}");
        assertThat(rig.ask("GET", "/v2/nobody/referrers/x").error()).isEqualTo("400 DIGEST_INVALID");
    }

    @Test
    void referrersThatAClientListedUnderATagAreListedToo() {
        byte[] image = rig.image("a", "v1");
        byte[] signature = rig.image("a", "sig", "signature");
        byte[] list = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":["
                + descriptor(OCI, signature) + "]}");
        rig.put("a", "sha256-" + Digest.of(image).hex(), list, INDEX);
        assertThat(rig.ask("GET", "/v2/a/referrers/" + Digest.of(image))
                        .json()
                        .get("manifests")
                        .get(0)
                        .get("digest")
                        .asString())
                .isEqualTo(Digest.of(signature).toString());
    }
}
