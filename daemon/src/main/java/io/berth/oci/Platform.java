package io.berth.oci;

import io.berth.problem.Problem.InvalidParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an image runs on (image-spec, image-index, "platform"). Empty strings stand for members that were not given.
 *
 * @param osFeatures as given, never null
 */
public record Platform(String os, String architecture, String variant, String osVersion, List<String> osFeatures) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]+");

    private static final Set<String> KNOWN_OS = Set.of(
            "aix",
            "android",
            "darwin",
            "dragonfly",
            "freebsd",
            "illumos",
            "ios",
            "js",
            "linux",
            "netbsd",
            "openbsd",
            "plan9",
            "solaris",
            "wasip1",
            "windows",
            "macos");
    private static final Set<String> KNOWN_ARCHITECTURES = Set.of(
            "386",
            "amd64",
            "arm",
            "arm64",
            "loong64",
            "mips",
            "mips64",
            "mips64le",
            "mipsle",
            "ppc64",
            "ppc64le",
            "riscv64",
            "s390x",
            "wasm");

    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    /** As a config or a descriptor has it. */
    static Platform read(Fields fields) {
        return new Platform(
                fields.text("os"),
                fields.text("architecture"),
                fields.text("variant"),
                fields.text("os.version"),
                fields.texts("os.features"));
    }

    public static Platform of(String os, String architecture, String variant) {
        return new Platform(os, architecture, variant, "", List.of()).normalized();
    }

    /** The platform of this machine, as containers see it: Linux on the JVM's architecture, with this CPU's variant. */
    public static Platform host() {
        return HostPlatform.FOUND;
    }

    /**
     * Reads {@code os[/arch[/variant]]} or a lone architecture, as docker's {@code platform} parameter gives it, and
     * normalizes aliases ({@code x86_64}, {@code aarch64}, …).
     *
     * @throws InvalidParameter in the engine's words
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 3) {
            throw new InvalidParameter("\"" + text + "\": cannot parse platform specifier: invalid argument");
        }
        for (String part : parts) {
            if (!PART.matcher(part).matches()) {
                throw new InvalidParameter("\"" + part + "\" is an invalid component of \"" + text
                        + "\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument");
            }
        }
        return switch (parts.length) {
            case 1 -> lone(text, parts[0]);
            case 2 -> of(parts[0], parts[1], "");
            default -> of(parts[0], parts[1], parts[2]);
        };
    }

    private static Platform lone(String text, String part) {
        String word = part.toLowerCase(Locale.ROOT);
        if (KNOWN_OS.contains(word)) {
            return of(word, host().architecture(), host().variant());
        }
        Platform asArchitecture = of("linux", word, "");
        if (KNOWN_ARCHITECTURES.contains(asArchitecture.architecture())) {
            return asArchitecture;
        }
        throw new InvalidParameter("\"" + text + "\": unknown operating system or architecture: invalid argument");
    }

    /** The same platform with lower case, aliases resolved and default variants dropped (arm64/v8, amd64/v1). */
    public Platform normalized() {
        String lowerOs = os.toLowerCase(Locale.ROOT);
        String arch = architecture.toLowerCase(Locale.ROOT);
        String kind = variant.toLowerCase(Locale.ROOT);
        switch (arch) {
            case "x86_64", "x86-64" -> arch = "amd64";
            case "i386", "i486", "i586", "i686" -> arch = "386";
            case "aarch64" -> arch = "arm64";
            case "armhf" -> {
                arch = "arm";
                kind = "v7";
            }
            case "armel" -> {
                arch = "arm";
                kind = "v6";
            }
            default -> {}
        }
        if ((arch.equals("amd64") && kind.equals("v1"))
                || (arch.equals("arm64") && (kind.equals("v8") || kind.equals("8")))) {
            kind = "";
        } else if (arch.equals("arm")) {
            kind = switch (kind) {
                case "", "7" -> "v7";
                case "5", "6", "8" -> "v" + kind;
                default -> kind;
            };
        }
        return new Platform(lowerOs.equals("macos") ? "darwin" : lowerOs, arch, kind, osVersion, osFeatures);
    }

    /** {@code os/arch[/variant]}, as it is shown to people. */
    public String format() {
        List<String> parts = new ArrayList<>();
        for (String part : List.of(os, architecture, variant)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? "unknown" : String.join("/", parts);
    }

    /**
     * How well an image for {@code offered} serves whoever asks for this platform: 0 not at all, and the more the
     * better. A newer variant runs older ones (arm/v7 runs v6 and v5, arm64 runs 32-bit arm, amd64/v3 runs v2).
     */
    public int fit(Platform offered) {
        Platform wanted = normalized();
        Platform have = offered.normalized();
        if (!wanted.os.equals(have.os)
                || (!wanted.osVersion.isEmpty() && !have.osVersion.isEmpty() && !sameWindows(wanted, have))) {
            return 0;
        }
        int rank = architectureFit(wanted, have);
        return rank > 0 && Objects.equals(wanted.osVersion, have.osVersion) ? rank + 1 : rank;
    }

    private static int architectureFit(Platform wanted, Platform have) {
        if (wanted.architecture.equals(have.architecture)) {
            if (wanted.variant.equals(have.variant)) {
                return 200;
            }
            int most = level(wanted);
            int offered = level(have);
            return offered >= 0 && offered <= most ? 100 + 2 * offered : 0;
        }
        return wanted.architecture.equals("arm64") && have.architecture.equals("arm") && level(have) <= 8
                ? 2 + 2 * Math.max(0, level(have))
                : 0;
    }

    private static int level(Platform platform) {
        String digits = platform.variant.startsWith("v") ? platform.variant.substring(1) : platform.variant;
        if (digits.isEmpty()) {
            return platform.architecture.equals("amd64") ? 1 : platform.architecture.equals("arm64") ? 8 : 0;
        }
        return digits.length() == 1 && Character.isDigit(digits.charAt(0)) ? digits.charAt(0) - '0' : -1;
    }

    private static boolean sameWindows(Platform wanted, Platform have) {
        return build(wanted.osVersion).equals(build(have.osVersion));
    }

    private static String build(String version) {
        int last = version.lastIndexOf('.');
        return version.chars().filter(c -> c == '.').count() >= 3 ? version.substring(0, last) : version;
    }
}
