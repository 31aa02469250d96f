package io.berth.server.engine;

import io.berth.event.EventBus;
import io.berth.index.Index;
import io.berth.remote.RateLimits;
import io.berth.server.http.ApiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /info}. A member is either true or absent: {@code docs/info-fields.md} names the source of each and those
 * that are not provided.
 */
final class InfoAnswer {
    private final Supplier<SystemFacts> facts;
    private final Host host;
    private final Index index;
    private final EventBus events;
    private final RateLimits limits;
    private final Shape shape;

    InfoAnswer(Supplier<SystemFacts> facts, Host host, Index index, EventBus events, RateLimits limits) {
        this.facts = facts;
        this.host = host;
        this.index = index;
        this.events = events;
        this.limits = limits;
        this.shape = shape(host);
    }

    ObjectNode render(ApiVersion asked) {
        ObjectNode info = Json.object();
        info.put("ID", facts().id());
        putContainers(info);
        info.put("Images", index.images().byCreated().size());
        putStore(info);
        putPlugins(info);
        putLimits(info);
        putDaemon(info);
        putHost(info);
        info.set("RegistryConfig", RegistryConfigAnswer.render(facts().registries()));
        putNetworkAccess(info);
        putAbsentFeatures(info);
        info.putObject("Berth").set("RateLimits", RateLimitJson.of(limits.all()));
        info.set("Warnings", Json.strings(facts().warnings()));
        return shape.render(info, asked);
    }

    private static void putContainers(ObjectNode info) {
        info.put("Containers", 0);
        info.put("ContainersRunning", 0);
        info.put("ContainersPaused", 0);
        info.put("ContainersStopped", 0);
    }

    /** The driver is not one of dockerd's: images lie here as an OCI layout, and nothing is unpacked. */
    private void putStore(ObjectNode info) {
        info.put("Driver", "oci-layout");
        ArrayNode status = info.putArray("DriverStatus");
        status.addArray().add("Image ID").add("digest of the manifest or index");
        status.addArray().add("Backing Filesystem").add(fileSystem());
        info.put("DockerRootDir", facts().dataRoot().toString());
    }

    private String fileSystem() {
        try {
            return Files.getFileStore(facts().dataRoot()).type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void putPlugins(ObjectNode info) {
        ObjectNode plugins = info.putObject("Plugins");
        plugins.putArray("Volume");
        plugins.putArray("Network");
        plugins.putNull("Authorization");
        plugins.putArray("Log");
    }

    private void putLimits(ObjectNode info) {
        Cgroups cgroups = host.cgroups();
        info.put("MemoryLimit", cgroups.memory());
        info.put("SwapLimit", cgroups.swap());
        info.put("CpuCfsPeriod", cgroups.cpuPeriod());
        info.put("CpuCfsQuota", cgroups.cpuQuota());
        info.put("CPUShares", cgroups.cpuShares());
        info.put("CPUSet", cgroups.cpuset());
        info.put("PidsLimit", cgroups.pids());
        info.put("OomKillDisable", cgroups.oomKillDisable());
        info.put("CgroupDriver", "none");
        info.put("CgroupVersion", cgroups.version());
        info.put("IPv4Forwarding", host.ipForwarding());
    }

    private void putDaemon(ObjectNode info) {
        info.put("Debug", facts().debug());
        info.put("NFd", host.openFiles());
        info.put("NGoroutines", host.threads());
        info.put("NEventsListener", events.subscribers());
        info.put("SystemTime", Instant.now().toString());
        info.set("Labels", Json.strings(facts().labels()));
        info.put("ExperimentalBuild", false);
        info.put("ServerVersion", facts().build().version());
        info.put("LiveRestoreEnabled", false);
    }

    private void putHost(ObjectNode info) {
        info.put("Name", host.name());
        info.put("KernelVersion", host.kernelVersion());
        info.put("OperatingSystem", host.operatingSystem());
        info.put("OSVersion", host.operatingSystemVersion());
        info.put("OSType", "linux");
        info.put("Architecture", host.machine());
        info.put("NCPU", host.processors());
        info.put("MemTotal", host.memory());
    }

    private void putNetworkAccess(ObjectNode info) {
        info.put("IndexServerAddress", "https://index.docker.io/v1/");
        info.put("HttpProxy", facts().proxies().http());
        info.put("HttpsProxy", facts().proxies().https());
        info.put("NoProxy", facts().proxies().none());
    }

    /** What is never there; the members stay, because clients read them without asking. */
    private static void putAbsentFeatures(ObjectNode info) {
        info.putNull("GenericResources");
        ObjectNode swarm = info.putObject("Swarm");
        swarm.put("NodeID", "");
        swarm.put("NodeAddr", "");
        swarm.put("LocalNodeState", "inactive");
        swarm.put("ControlAvailable", false);
        swarm.put("Error", "");
        swarm.putNull("RemoteManagers");
        info.put("Isolation", "");
        info.putArray("SecurityOptions");
    }

    private SystemFacts facts() {
        return facts.get();
    }

    private static Shape shape(Host host) {
        return new Shape()
                .at(50, info -> {
                    info.put("BridgeNfIptables", host.bridgeFilter("iptables"));
                    info.put("BridgeNfIp6tables", host.bridgeFilter("ip6tables"));
                })
                .at(49, RegistryConfigAnswer::addNondistributable)
                .at(40, info -> {
                    info.put("KernelMemory", host.cgroups().kernelMemory());
                    info.put("KernelMemoryTCP", host.cgroups().kernelMemoryTcp());
                })
                .at(25, info -> info.put("ExecutionDriver", "<not supported>"));
    }
}
