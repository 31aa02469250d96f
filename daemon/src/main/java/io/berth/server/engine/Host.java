package io.berth.server.engine;

import io.berth.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel and the distribution say of this machine. Each answer is read anew from a few small files; where one is
 * missing or odd the answer is empty, zero or false, since a machine without it is no reason to refuse an answer.
 */
final class Host {
    private final Path root;

    /** Reads below {@code root}, which is {@code /} but in tests. */
    Host(Path root) {
        this.root = root;
    }

    String name() {
        return text("proc/sys/kernel/hostname");
    }

    String kernelVersion() {
        return text("proc/sys/kernel/osrelease");
    }

    String operatingSystem() {
        String name = osRelease("PRETTY_NAME");
        return name.isEmpty() ? "Linux" : name;
    }

    String operatingSystemVersion() {
        return osRelease("VERSION_ID");
    }

    /** The machine's name for its architecture, as {@code uname -m} says it. */
    String machine() {
        return switch (architecture()) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            case "386" -> "i686";
            default -> architecture();
        };
    }

    /** The architecture's name in platforms of images. */
    String architecture() {
        return Platform.host().architecture();
    }

    long memory() {
        return lines("proc/meminfo")
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> number(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElse(0L);
    }

    int processors() {
        int listed = 0;
        for (String range : text("sys/devices/system/cpu/online").split(",", -1)) {
            String[] ends = range.split("-", -1);
            if (!range.isEmpty()) {
                listed += (int) (number(ends[ends.length - 1]) - number(ends[0])) + 1;
            }
        }
        return listed > 0 ? listed : Runtime.getRuntime().availableProcessors();
    }

    int openFiles() {
        return entries("proc/self/fd");
    }

    int threads() {
        return entries("proc/self/task");
    }

    boolean ipForwarding() {
        return text("proc/sys/net/ipv4/ip_forward").equals("1");
    }

    /** Whether bridged traffic passes the host's filter of this name: {@code iptables} or {@code ip6tables}. */
    boolean bridgeFilter(String filter) {
        return text("proc/sys/net/bridge/bridge-nf-call-" + filter).equals("1");
    }

    Cgroups cgroups() {
        return new Cgroups(this);
    }

    boolean exists(String file) {
        return Files.exists(root.resolve(file));
    }

    /** The file's text without white space around it. */
    String text(String file) {
        try {
            return Files.readString(root.resolve(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private Stream<String> lines(String file) {
        return text(file).lines();
    }

    private String osRelease(String key) {
        for (String file : List.of("etc/os-release", "usr/lib/os-release")) {
            for (String line : lines(file).toList()) {
                if (line.startsWith(key + "=")) {
                    return line.substring(key.length() + 1).replaceAll("^[\"']|[\"']$", "");
                }
            }
        }
        return "";
    }

    private int entries(String directory) {
        try (Stream<Path> entries = Files.list(root.resolve(directory))) {
            return (int) entries.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
