package io.berth.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** This machine's platform; the kernel tells which variant its CPU is (x86-64 psABI, "micro-architecture levels"). */
final class HostPlatform {
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"),
            Set.of("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"),
            Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"));

    static final Platform FOUND = find();

    private HostPlatform() {}

    private static Platform find() {
        String architecture = System.getProperty("os.arch", "amd64");
        Platform plain = Platform.of("linux", architecture, "");
        return plain.architecture().equals("amd64") ? Platform.of("linux", "amd64", amd64(cpuInfo())) : plain;
    }

    private static String cpuInfo() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** {@code v1} to {@code v4} from the text of {@code /proc/cpuinfo}. */
    static String amd64(String cpuInfo) {
        var line = Pattern.compile("(?m)^flags\\s*:(.*)$").matcher(cpuInfo);
        Set<String> flags =
                line.find() ? new HashSet<>(List.of(line.group(1).trim().split("\\s+"))) : Set.of();
        int level = 1;
        for (Set<String> needed : LEVELS) {
            if (!flags.containsAll(needed)) {
                break;
            }
            level++;
        }
        return "v" + level;
    }
}
