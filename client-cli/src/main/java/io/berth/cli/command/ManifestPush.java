package io.berth.cli.command;

import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.http.Query;
import io.berth.cli.image.Reference;
import io.berth.cli.manifest.IndexText;
import io.berth.cli.manifest.ListedManifest;
import io.berth.cli.manifest.ManifestLists;
import io.berth.cli.problem.CliException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code berth manifest push}: puts a list under its name at a registry, with all that it lists. What is in other
 * repositories is mounted, what is at other registries is copied. The progress is for terminals; elsewhere the lines are docker's.
 */
final class ManifestPush implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "manifest push",
                "[OPTIONS] MANIFEST_LIST",
                "Push a manifest list to a repository",
                1,
                1,
                ManifestCreate.INSECURE,
                Flag.toggle('p', "purge", "Remove the local manifest list after push"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Reference list = Reference.parse(flags.arguments().getFirst()).tagged();
        ManifestLists lists = ManifestLists.of(session.console().environment());
        List<ListedManifest> manifests = lists.get(list);
        if (manifests.isEmpty()) {
            throw new CliException("No such manifest: " + list);
        }
        manifests.forEach(ManifestPush::check);
        IndexText index = IndexText.of(manifests);
        push(session, list, manifests, index);
        for (ListedManifest manifest : manifests) {
            session.out()
                    .line("Pushed ref " + list.repository() + "@" + manifest.digest() + " with digest: "
                            + manifest.digest());
        }
        session.out().line(index.digest());
        if (flags.is("purge")) {
            lists.remove(list);
        }
        return 0;
    }

    private static void check(ListedManifest manifest) {
        if (!manifest.hasPlatform()) {
            throw new CliException("manifest " + manifest.reference()
                    + " must have an OS and Architecture to be pushed to a registry");
        }
    }

    private static void push(Session session, Reference list, List<ListedManifest> manifests, IndexText index) {
        Query query = Query.of("/berth/manifests/").name(list.toString());
        Set<String> registries = new TreeSet<>(List.of(list.domain()));
        for (ListedManifest manifest : manifests) {
            query.add("from", manifest.reference().repository());
            registries.add(manifest.reference().domain());
        }
        String[] credentials = session.registryConfig(registries);
        String type = "Content-Type: " + index.mediaType();
        String[] headers = credentials.length == 0 ? new String[] {type} : new String[] {type, credentials[0]};
        ProgressRows.of(session, !session.console().isOutTerminal())
                .show(session.engine().put(query, index.bytes(), headers), _ -> {});
    }
}
