package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.remote.RegistryClient;
import java.util.List;

/** Tells what a registry has under a name, without pulling it; documents that are here already are not fetched. */
public final class Distribution {
    private final Index index;
    private final Content content;

    public Distribution(Index index, Content content) {
        this.index = index;
        this.content = content;
    }

    /**
     * What was found.
     *
     * @param platforms as the children of an index name them, or as the config does; empty where nothing does
     */
    public record Found(Descriptor target, List<Platform> platforms) {
        public Found {
            platforms = List.copyOf(platforms);
        }
    }

    /**
     * Asks the registry of this client.
     *
     * @throws io.berth.problem.Problem in the words of the engine's distribution endpoint
     */
    public Found find(Reference reference, RegistryClient client, CancelToken cancel) {
        PullDocuments documents = new PullDocuments(index, content, client, cancel);
        Document root = documents.root(reference, client.describe(reference, cancel));
        List<Platform> platforms = switch (root.manifest()) {
            case ImageIndex all ->
                all.manifests().stream().map(Distribution::platform).toList();
            case ImageManifest one -> platforms(documents, one.config());
        };
        return new Found(root.descriptor(), platforms);
    }

    /** A document as the registry has it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
    public record Original(Descriptor descriptor, byte[] bytes) {}

    /**
     * The manifest or index itself.
     *
     * @throws io.berth.problem.Problem in the words of the engine's distribution endpoint
     */
    public Original original(Reference reference, RegistryClient client, CancelToken cancel) {
        PullDocuments documents = new PullDocuments(index, content, client, cancel);
        Document root = documents.root(reference, client.describe(reference, cancel));
        return new Original(root.descriptor(), root.bytes());
    }

    private static Platform platform(Descriptor child) {
        Platform platform = child.platform();
        return platform == null ? new Platform("", "", "", "", List.of()) : platform;
    }

    /** Artifacts have configs that are none: those name no platform. */
    private static List<Platform> platforms(PullDocuments documents, Descriptor config) {
        try {
            Platform platform = ImageConfig.parse(documents.config(config)).platform();
            return platform.os().isEmpty() && platform.architecture().isEmpty() ? List.of() : List.of(platform);
        } catch (Corrupt | TooLarge e) {
            return List.of();
        }
    }
}
