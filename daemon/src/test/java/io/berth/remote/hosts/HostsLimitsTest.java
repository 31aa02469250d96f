package io.berth.remote.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.RemoteLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of {@code certs.d} has an end. */
class HostsLimitsTest {
    @TempDir
    private Path root;

    @Test
    void hostsOfARegistry() throws IOException {
        Path file = root.resolve("hosts.toml");
        Files.writeString(file, hosts(RemoteLimits.REGISTRY_HOSTS_MAX));
        assertThat(HostsFile.read(file)).hasSize(RemoteLimits.REGISTRY_HOSTS_MAX + 1);
        Files.writeString(file, hosts(RemoteLimits.REGISTRY_HOSTS_MAX + 1));
        assertThatThrownBy(() -> HostsFile.read(file))
                .hasMessageContaining("more than " + RemoteLimits.REGISTRY_HOSTS_MAX + " hosts");
    }

    private static String hosts(int count) {
        return "server = \"https://r.test\"\n"
                + IntStream.range(0, count)
                        .mapToObj(n -> "[host.\"https://h" + n + ".test\"]\n")
                        .collect(Collectors.joining());
    }

    @Test
    void bytesOfAFile() throws IOException {
        Path file = root.resolve("file");
        Files.writeString(file, "x".repeat(RemoteLimits.REGISTRY_FILE_BYTES_MAX));
        assertThat(CertificateFiles.read(file)).hasSize(RemoteLimits.REGISTRY_FILE_BYTES_MAX);
        Files.writeString(file, "x".repeat(RemoteLimits.REGISTRY_FILE_BYTES_MAX + 1));
        assertThatThrownBy(() -> CertificateFiles.read(file))
                .hasMessageContaining("larger than " + RemoteLimits.REGISTRY_FILE_BYTES_MAX + " bytes");
    }

    @Test
    void registries() throws IOException {
        for (int i = 0; i < RemoteLimits.REGISTRY_FILES_MAX; i++) {
            Files.createDirectory(root.resolve("r" + i + ".test"));
        }
        assertThat(RegistryHosts.read(List.of(root)).find("r7.test")).containsInstanceOf(HostRules.Certificates.class);
        Files.createDirectory(root.resolve("more.test"));
        assertThat(RegistryHosts.read(List.of(root)).find(root.toString())).containsInstanceOf(HostRules.Broken.class);
    }

    @Test
    void filesOfARegistry() throws IOException {
        for (int i = 0; i < RemoteLimits.REGISTRY_FILES_MAX; i++) {
            Files.createFile(root.resolve("f" + i));
        }
        assertThat(CertificateFiles.in(root).authorities()).isEmpty();
        Files.createFile(root.resolve("more"));
        assertThatThrownBy(() -> CertificateFiles.in(root))
                .hasMessageContaining("more than " + RemoteLimits.REGISTRY_FILES_MAX + " files");
    }
}
