package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    @TempDir
    private Path root;

    @Test
    void readsWhatTheKernelAndTheDistributionSay() throws IOException {
        file("proc/sys/kernel/hostname", "box\n");
        file("proc/sys/kernel/osrelease", "6.1.0-9\n");
        file("proc/sys/net/ipv4/ip_forward", "1\n");
        file("proc/meminfo", "MemTotal:       2048 kB\nMemFree:  1 kB\n");
        file("sys/devices/system/cpu/online", "0-3,6\n");
        file("etc/os-release", "NAME=\"X\"\nPRETTY_NAME=\"Exemplar 9\"\nVERSION_ID=9\n");
        Host host = new Host(root);
        assertThat(host.name()).isEqualTo("box");
        assertThat(host.kernelVersion()).isEqualTo("6.1.0-9");
        assertThat(host.ipForwarding()).isTrue();
        assertThat(host.memory()).isEqualTo(2048L << 10);
        assertThat(host.processors()).isEqualTo(5);
        assertThat(host.operatingSystem()).isEqualTo("Exemplar 9");
        assertThat(host.operatingSystemVersion()).isEqualTo("9");
    }

    @Test
    void saysLittleWhereNothingCanBeRead() {
        Host host = new Host(root);
        assertThat(host.name()).isEmpty();
        assertThat(host.memory()).isZero();
        assertThat(host.openFiles()).isZero();
        assertThat(host.processors()).isPositive();
        assertThat(host.operatingSystem()).isEqualTo("Linux");
        assertThat(host.bridgeFilter("iptables")).isFalse();
    }

    @Test
    void unifiedControlGroupsLimitWhatTheirControllersSay() throws IOException {
        file("sys/fs/cgroup/cgroup.controllers", "cpuset memory pids\n");
        file("proc/self/cgroup", "0::/system.slice/berth.service\n");
        file("sys/fs/cgroup/system.slice/berth.service/memory.swap.max", "max\n");
        Cgroups cgroups = new Host(root).cgroups();
        assertThat(cgroups.version()).isEqualTo("2");
        assertThat(cgroups.memory()).isTrue();
        assertThat(cgroups.swap()).isTrue();
        assertThat(cgroups.pids()).isTrue();
        assertThat(cgroups.cpuShares()).isFalse();
        assertThat(cgroups.oomKillDisable()).isFalse();
    }

    @Test
    void oldControlGroupsLimitWhatTheirFilesSay() throws IOException {
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9\n");
        file("sys/fs/cgroup/memory/memory.oom_control", "\n");
        file("sys/fs/cgroup/cpu/cpu.shares", "1024\n");
        Cgroups cgroups = new Host(root).cgroups();
        assertThat(cgroups.version()).isEqualTo("1");
        assertThat(cgroups.memory()).isTrue();
        assertThat(cgroups.swap()).isFalse();
        assertThat(cgroups.oomKillDisable()).isTrue();
        assertThat(cgroups.cpuShares()).isTrue();
        assertThat(cgroups.pids()).isFalse();
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
