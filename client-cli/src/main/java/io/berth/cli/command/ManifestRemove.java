package io.berth.cli.command;

import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.image.Reference;
import io.berth.cli.manifest.ManifestLists;
import io.berth.cli.problem.CliException;
import java.util.ArrayList;
import java.util.List;

/** {@code berth manifest rm}: forgets lists that are being put together. */
final class ManifestRemove implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "manifest rm",
                "MANIFEST_LIST [MANIFEST_LIST...]",
                "Delete one or more manifest lists from local storage",
                1,
                Spec.MANY);
    }

    @Override
    public int run(Session session, Flags flags) {
        ManifestLists lists = ManifestLists.of(session.console().environment());
        List<String> failures = new ArrayList<>();
        for (String name : flags.arguments()) {
            try {
                remove(lists, Reference.parse(name).tagged());
            } catch (CliException e) {
                failures.add(e.text());
            }
        }
        if (!failures.isEmpty()) {
            throw new CliException(String.join("\n", failures));
        }
        return 0;
    }

    private static void remove(ManifestLists lists, Reference list) {
        if (lists.get(list).isEmpty()) {
            throw new CliException("No such manifest: " + list);
        }
        lists.remove(list);
    }
}
