package io.berth.cli.image;

import io.berth.cli.json.JsonWriter;
import io.berth.cli.problem.CliException;

/** A platform as {@code os[/arch[/variant]]} names it, normalised as the engine's own parser does. */
public record Platform(String os, String architecture, String variant) {
    private static final String SYSTEMS =
            " aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows"
                    + " zos ";
    private static final String ARCHITECTURES =
            " 386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32"
                    + " mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm ";

    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty() || !part.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_.-".indexOf(c) >= 0)) {
                throw invalid("\"" + part + "\" is an invalid component of \"" + text
                        + "\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\"");
            }
        }
        if (parts.length > 3) {
            throw invalid("\"" + text + "\": cannot parse platform specifier");
        }
        String first = os(parts[0]);
        if (parts.length > 1) {
            return normalised(first, parts[1], parts.length > 2 ? parts[2] : "");
        }
        if (SYSTEMS.contains(" " + first + " ")) {
            return normalised(first, machine(), "");
        }
        Platform named = normalised("linux", parts[0], "");
        if (ARCHITECTURES.contains(" " + named.architecture + " ")) {
            return named;
        }
        throw invalid("\"" + text + "\": unknown operating system or architecture");
    }

    /** Whether both are names that Go knows, as clients of images use them. */
    public static boolean isKnown(String os, String architecture) {
        return SYSTEMS.contains(" " + os + " ") && ARCHITECTURES.contains(" " + architecture + " ");
    }

    private static CliException invalid(String reason) {
        return new CliException("invalid platform: " + reason + ": invalid argument");
    }

    private static String os(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return lower.equals("macos") ? "darwin" : lower;
    }

    /** This machine's architecture in Go's words. */
    public static String machine() {
        return normalised("linux", System.getProperty("os.arch", ""), "").architecture;
    }

    private static Platform normalised(String os, String architecture, String variant) {
        String lower = architecture.toLowerCase(java.util.Locale.ROOT);
        String variantLower = variant.toLowerCase(java.util.Locale.ROOT);
        return switch (lower) {
            case "i386", "i686" -> new Platform(os, "386", variantLower);
            case "x86_64", "x86-64", "amd64" ->
                new Platform(os, "amd64", variantLower.equals("v1") ? "" : variantLower);
            case "aarch64", "arm64" ->
                new Platform(os, "arm64", variantLower.equals("8") || variantLower.equals("v8") ? "" : variantLower);
            case "armhf" -> new Platform(os, "arm", "v7");
            case "armel" -> new Platform(os, "arm", "v6");
            case "arm" -> new Platform(os, "arm", armVariant(variantLower));
            default -> new Platform(os, lower, variantLower);
        };
    }

    private static String armVariant(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }

    /** As the API's JSON parameters want it. */
    public String json() {
        StringBuilder out = new StringBuilder("{\"architecture\":");
        JsonWriter writer = new JsonWriter(out, false);
        writer.string(architecture);
        out.append(",\"os\":");
        writer.string(os);
        if (!variant.isEmpty()) {
            out.append(",\"variant\":");
            writer.string(variant);
        }
        return out.append('}').toString();
    }
}
