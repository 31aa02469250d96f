package io.berth.server.engine;

import io.berth.image.ImageInspector.Inspected;
import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.server.http.ApiVersion;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The answer to {@code GET /images/{name}/json}, in the shape of each version. */
final class InspectAnswer {
    /** What a client older than 1.52 is told of the storage; it has no data. */
    private static final String STORAGE = "overlayfs";

    private static final Shape SHAPE = new Shape()
            .at(53, image -> image.remove("Identity"))
            .at(52, InspectAnswer::addEmptyMembers)
            .at(50, image -> RuntimeConfigJson.addContainerMembers(config(image)))
            .at(48, image -> image.remove(List.of("Descriptor", "Manifests")))
            .at(45, image -> image.put("Container", "").putNull("ContainerConfig"))
            .at(44, InspectAnswer::addVirtualSize)
            .at(40, image -> image.set("ContainerConfig", emptyConfig()));

    private InspectAnswer() {}

    /**
     * The whole answer.
     *
     * @param withManifests whether to list the image's manifests
     */
    static ObjectNode of(Inspected inspected, List<ImageUsers.User> users, boolean withManifests, ApiVersion version) {
        ObjectNode node = newest(inspected);
        if (withManifests) {
            node.set("Manifests", ManifestsJson.of(inspected.image(), users, false));
        }
        ManifestsJson.identity(inspected.image()).ifPresent(identity -> node.set("Identity", identity));
        return MemberOrder.ofInspect(SHAPE.render(node, version), version);
    }

    private static ObjectNode newest(Inspected inspected) {
        Image image = inspected.image();
        ImageConfig config = inspected.config();
        ObjectNode node =
                Json.object().put("Id", inspected.descriptor().digest().toString());
        ArrayNode tags = node.putArray("RepoTags");
        image.names().forEach(name -> tags.add(name.familiar()));
        repoDigests(image).forEach(node.putArray("RepoDigests")::add);
        putUnlessEmpty(node, "Comment", comment(config));
        putUnlessEmpty(node, "Created", created(config));
        putUnlessEmpty(node, "Author", config == null ? "" : config.author());
        node.set("Config", RuntimeConfigJson.newest(config == null ? null : config.runtime()));
        putPlatform(node, config == null ? null : config.platform());
        node.put("Size", inspected.size());
        node.set("RootFS", rootFs(config));
        node.putObject("Metadata").put("LastTagTime", Times.print(image.named()));
        node.set("Descriptor", DescriptorJson.of(inspected.descriptor()));
        return node;
    }

    private static void putPlatform(ObjectNode node, @Nullable Platform platform) {
        node.put("Architecture", platform == null ? "" : platform.architecture());
        putUnlessEmpty(node, "Variant", platform == null ? "" : platform.variant());
        node.put("Os", platform == null ? "" : platform.os());
        putUnlessEmpty(node, "OsVersion", platform == null ? "" : platform.osVersion());
    }

    /** One digest for each repository that a name is in, in the order of names. */
    private static Set<String> repoDigests(Image image) {
        Set<String> digests = new LinkedHashSet<>();
        for (Reference name : image.names()) {
            digests.add(Reference.digested(name.repository(), image.id()).familiar());
        }
        return digests;
    }

    private static String comment(@Nullable ImageConfig config) {
        return config == null || config.history().isEmpty()
                ? ""
                : config.history().getLast().comment();
    }

    private static String created(@Nullable ImageConfig config) {
        String created = config == null ? null : config.created();
        return created == null ? "" : Times.print(OffsetDateTime.parse(created));
    }

    private static ObjectNode rootFs(@Nullable ImageConfig config) {
        ObjectNode node = Json.object();
        if (config != null) {
            node.put("Type", "layers");
            if (!config.diffIds().isEmpty()) {
                ArrayNode layers = node.putArray("Layers");
                config.diffIds().stream().map(Digest::toString).forEach(layers::add);
            }
        }
        return node;
    }

    private static void putUnlessEmpty(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static ObjectNode config(ObjectNode image) {
        return image.withObject("/Config");
    }

    private static void addEmptyMembers(ObjectNode image) {
        for (String name : List.of("Parent", "Comment", "DockerVersion", "Author")) {
            if (!image.has(name)) {
                image.put(name, "");
            }
        }
        image.putObject("GraphDriver").putNull("Data").put("Name", STORAGE);
        RuntimeConfigJson.addEmptyMembers(config(image));
    }

    private static void addVirtualSize(ObjectNode image) {
        image.set("VirtualSize", image.get("Size"));
        if (!image.has("Created")) {
            image.put("Created", Times.NEVER);
        }
    }

    private static ObjectNode emptyConfig() {
        ObjectNode config = Json.object();
        RuntimeConfigJson.addEmptyMembers(config);
        RuntimeConfigJson.addContainerMembers(config);
        return config;
    }
}
