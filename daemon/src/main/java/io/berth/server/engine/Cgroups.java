package io.berth.server.engine;

import java.util.List;

/** What the host's control groups could limit: the kernel's ability, not something that is in use. */
final class Cgroups {
    private static final String V1 = "sys/fs/cgroup/";

    private final Host host;
    private final boolean unified;
    private final List<String> controllers;

    Cgroups(Host host) {
        this.host = host;
        this.unified = host.exists("sys/fs/cgroup/cgroup.controllers");
        this.controllers = List.of(host.text("sys/fs/cgroup/cgroup.controllers").split(" ", -1));
    }

    String version() {
        return unified ? "2" : "1";
    }

    boolean memory() {
        return has("memory", "memory/memory.limit_in_bytes");
    }

    boolean swap() {
        return unified
                ? host.exists(V1 + own() + "memory.swap.max")
                : host.exists(V1 + "memory/memory.memsw.limit_in_bytes");
    }

    boolean kernelMemory() {
        return !unified && host.exists(V1 + "memory/memory.kmem.limit_in_bytes");
    }

    boolean kernelMemoryTcp() {
        return !unified && host.exists(V1 + "memory/memory.kmem.tcp.limit_in_bytes");
    }

    /** Whether the out-of-memory killer can be switched off for a group; the unified hierarchy cannot. */
    boolean oomKillDisable() {
        return !unified && host.exists(V1 + "memory/memory.oom_control");
    }

    boolean cpuPeriod() {
        return has("cpu", "cpu/cpu.cfs_period_us");
    }

    boolean cpuQuota() {
        return has("cpu", "cpu/cpu.cfs_quota_us");
    }

    boolean cpuShares() {
        return has("cpu", "cpu/cpu.shares");
    }

    boolean cpuset() {
        return has("cpuset", "cpuset/cpuset.cpus");
    }

    boolean pids() {
        return has("pids", "pids");
    }

    private boolean has(String controller, String v1File) {
        return unified ? controllers.contains(controller) : host.exists(V1 + v1File);
    }

    /** The daemon's own group, with a slash at its end; the root group has no limits. */
    private String own() {
        return host.text("proc/self/cgroup")
                .lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring(4))
                .filter(path -> !path.isEmpty())
                .map(path -> path + '/')
                .findFirst()
                .orElse("");
    }
}
