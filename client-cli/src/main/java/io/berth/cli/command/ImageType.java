package io.berth.cli.command;

import static io.berth.cli.template.Struct.Kind.FLAG;
import static io.berth.cli.template.Struct.Kind.LIST;
import static io.berth.cli.template.Struct.Kind.MAP;
import static io.berth.cli.template.Struct.Kind.NUMBER;
import static io.berth.cli.template.Struct.Kind.SET;
import static io.berth.cli.template.Struct.Kind.TEXT;
import static io.berth.cli.template.Struct.Kind.TIME;

import io.berth.cli.template.Struct;
import io.berth.cli.template.Struct.Member;

/** An inspected image as docker's templates see it: {@code .ID} for {@code Id}, {@code .Descriptor.Digest} and so on. */
final class ImageType {
    private static final Struct.Type CONFIG = new Struct.Type(
            "*v1.DockerOCIImageConfig",
            Member.optional("User", TEXT),
            Member.optional("ExposedPorts", SET),
            Member.optional("Env", LIST),
            Member.optional("Entrypoint", LIST),
            Member.optional("Cmd", LIST),
            Member.optional("Volumes", SET),
            Member.optional("WorkingDir", TEXT),
            Member.optional("Labels", MAP),
            Member.optional("StopSignal", TEXT),
            Member.optional("ArgsEscaped", FLAG),
            Member.optional("Healthcheck", MAP),
            Member.optional("OnBuild", LIST),
            Member.optional("Shell", LIST));

    private static final Struct.Type PLATFORM = new Struct.Type(
            "*v1.Platform",
            Member.of("Architecture", "architecture", TEXT),
            Member.of("OS", "os", TEXT),
            Member.optional("OSVersion", "os.version", TEXT),
            Member.optional("OSFeatures", "os.features", LIST),
            Member.optional("Variant", "variant", TEXT));

    private static final Struct.Type DESCRIPTOR = new Struct.Type(
            "*v1.Descriptor",
            Member.of("MediaType", "mediaType", TEXT),
            Member.of("Digest", "digest", TEXT),
            Member.of("Size", "size", NUMBER),
            Member.optional("URLs", "urls", LIST),
            Member.optional("Annotations", "annotations", MAP),
            Member.struct("Platform", "platform", true, PLATFORM),
            Member.optional("ArtifactType", "artifactType", TEXT));

    static final Struct.Type IMAGE = new Struct.Type(
            "image.InspectResponse",
            Member.of("ID", "Id", TEXT),
            Member.of("RepoTags", LIST),
            Member.of("RepoDigests", LIST),
            Member.of("Parent", TEXT),
            Member.of("Comment", TEXT),
            Member.of("Created", TEXT),
            Member.optional("ContainerConfig", MAP),
            Member.of("DockerVersion", TEXT),
            Member.of("Author", TEXT),
            Member.struct("Config", "Config", false, CONFIG),
            Member.of("Architecture", TEXT),
            Member.optional("Variant", TEXT),
            Member.of("Os", TEXT),
            Member.optional("OsVersion", TEXT),
            Member.of("Size", NUMBER),
            Member.optional("VirtualSize", NUMBER),
            Member.struct(
                    "GraphDriver",
                    "GraphDriver",
                    false,
                    new Struct.Type("storage.DriverData", Member.of("Data", MAP), Member.of("Name", TEXT))),
            Member.struct(
                    "RootFS",
                    "RootFS",
                    false,
                    new Struct.Type("image.RootFS", Member.of("Type", TEXT), Member.optional("Layers", LIST))),
            Member.struct(
                    "Metadata",
                    "Metadata",
                    false,
                    new Struct.Type("image.Metadata", Member.optional("LastTagTime", TIME))),
            Member.struct("Descriptor", "Descriptor", true, DESCRIPTOR),
            Member.optional("Manifests", LIST),
            Member.optional("Identity", MAP));

    private ImageType() {}
}
