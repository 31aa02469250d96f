package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.image.Reference;
import io.berth.cli.manifest.ListedManifest;
import io.berth.cli.manifest.ManifestLists;
import io.berth.cli.problem.CliException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code berth manifest create}: begins a list of manifests that are at registries, or adds to one. */
final class ManifestCreate implements Command {
    static final Flag INSECURE = Flag.toggle(
            (char) 0, "insecure", "Taken from docker's command line; the daemon knows which registries are");

    @Override
    public Spec spec() {
        return Spec.of(
                "manifest create",
                "MANIFEST_LIST MANIFEST [MANIFEST...]",
                "Create a local manifest list for annotating and pushing to a registry",
                2,
                Spec.MANY,
                Flag.toggle('a', "amend", "Amend an existing manifest list"),
                INSECURE);
    }

    @Override
    public int run(Session session, Flags flags) {
        List<String> names = flags.arguments();
        Reference list = list(names.getFirst());
        ManifestLists lists = ManifestLists.of(session.console().environment());
        List<ListedManifest> before = lists.get(list);
        if (!before.isEmpty() && !flags.is("amend")) {
            throw new CliException("refusing to amend an existing manifest list with no --amend flag");
        }
        Map<Reference, ListedManifest> manifests = new LinkedHashMap<>();
        before.forEach(manifest -> manifests.put(manifest.reference(), manifest));
        RemoteManifests remote = new RemoteManifests(session);
        for (String name : names.subList(1, names.size())) {
            Reference reference = Reference.parse(name).tagged();
            if (!manifests.containsKey(reference)) {
                manifests.put(reference, remote.manifest(reference));
            }
        }
        if (before.isEmpty()) {
            lists.create(list, manifests.values());
        } else {
            manifests.values().forEach(manifest -> lists.put(list, manifest));
        }
        session.out().line("Created manifest list " + list);
        return 0;
    }

    private static Reference list(String name) {
        try {
            return Reference.parse(name).tagged();
        } catch (CliException e) {
            throw new CliException("error parsing name for manifest list " + name + ": " + e.text());
        }
    }
}
