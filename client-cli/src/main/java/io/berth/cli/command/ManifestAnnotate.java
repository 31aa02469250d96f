package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.image.Platform;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.manifest.ListedManifest;
import io.berth.cli.manifest.ManifestLists;
import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code berth manifest annotate}: what a list says of one of its manifests. */
final class ManifestAnnotate implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "manifest annotate",
                "[OPTIONS] MANIFEST_LIST MANIFEST",
                "Add additional information to a local image manifest",
                2,
                2,
                Flag.text((char) 0, "arch", "Set architecture"),
                Flag.text((char) 0, "os", "Set operating system"),
                Flag.list((char) 0, "os-features", "strings", "Set operating system feature"),
                Flag.text((char) 0, "os-version", "Set operating system version"),
                Flag.text((char) 0, "variant", "Set architecture variant"));
    }

    @Override
    public int run(Session session, Flags flags) {
        String listName = flags.arguments().get(0);
        String name = flags.arguments().get(1);
        Reference list = Reference.parse(listName).tagged();
        Reference reference = Reference.parse(name).tagged();
        ManifestLists lists = ManifestLists.of(session.console().environment());
        ListedManifest manifest = lists.get(list).stream()
                .filter(one -> one.reference().equals(reference))
                .findFirst()
                .orElseThrow(() -> new CliException("manifest for image " + name + " does not exist in " + listName));
        lists.put(list, manifest.on(platform(manifest.platform(), flags)));
        return 0;
    }

    private static JsonObject platform(JsonObject before, Flags flags) {
        JsonObject platform = new JsonObject();
        platform.members().putAll(before.members());
        set(platform, "architecture", flags.text("arch"));
        set(platform, "os", flags.text("os"));
        set(platform, "os.version", flags.text("os-version"));
        set(platform, "variant", flags.text("variant"));
        Set<String> features = new LinkedHashSet<>(before.texts("os.features"));
        flags.all("os-features").forEach(some -> features.addAll(List.of(some.split(",", -1))));
        platform.put("os.features", new ArrayList<>(features));
        String os = platform.text("os");
        String architecture = platform.text("architecture");
        if (!Platform.isKnown(os, architecture)) {
            throw new CliException(
                    "manifest entry for image has unsupported os/arch combination: " + os + "/" + architecture);
        }
        return platform;
    }

    private static void set(JsonObject platform, String member, String value) {
        if (!value.isEmpty()) {
            platform.put(member, value);
        }
    }
}
