package io.berth.cli.command;

import io.berth.cli.console.Output;
import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.flag.Spec;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonException;
import io.berth.cli.json.JsonIndent;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.manifest.IndexText;
import io.berth.cli.manifest.ListedManifest;
import io.berth.cli.manifest.ManifestLists;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code berth manifest inspect}: a list that is being put together, or one of its manifests, or the document that a registry
 * has under a name, as it is there.
 */
final class ManifestInspect implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                "manifest inspect",
                "[OPTIONS] [MANIFEST_LIST] MANIFEST",
                "Display an image manifest, or manifest list",
                1,
                2,
                ManifestCreate.INSECURE,
                Flag.toggle('v', "verbose", "Output additional info including layers and platform"));
    }

    @Override
    public int run(Session session, Flags flags) {
        Reference first = Reference.parse(flags.arguments().getFirst()).tagged();
        List<ListedManifest> local =
                ManifestLists.of(session.console().environment()).get(first);
        if (flags.arguments().size() == 2) {
            ofList(session, flags, local);
        } else if (local.isEmpty()) {
            ofRegistry(session, flags.is("verbose"), first);
        } else if (flags.is("verbose")) {
            verbose(session.out(), local);
        } else {
            session.out().line(IndexText.of(local).text());
        }
        return 0;
    }

    private static void ofList(Session session, Flags flags, List<ListedManifest> list) {
        Reference wanted = Reference.parse(flags.arguments().get(1)).tagged();
        ListedManifest found = list.stream()
                .filter(one -> one.reference().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new CliException("No such manifest: " + wanted));
        print(session.out(), flags.is("verbose") ? found.json() : found.document());
    }

    private static void ofRegistry(Session session, boolean verbose, Reference reference) {
        RemoteManifests remote = new RemoteManifests(session);
        byte[] bytes = remote.bytes(reference);
        if (!verbose) {
            print(session.out(), new String(bytes, StandardCharsets.UTF_8).strip());
            return;
        }
        JsonObject document = parse(bytes);
        if (document.has("manifests")) {
            verbose(
                    session.out(),
                    document.objects("manifests").stream()
                            .map(child -> remote.listed(reference, child))
                            .toList());
        } else {
            print(session.out(), remote.manifest(reference).json());
        }
    }

    private static void verbose(Output out, List<ListedManifest> manifests) {
        List<String> all = manifests.stream().map(ListedManifest::json).toList();
        print(out, "[" + String.join(",", all) + "]");
    }

    /** As docker's client does: lists by three blanks, all else by tabs. */
    private static void print(Output out, String json) {
        boolean list = json.startsWith("{")
                && parse(json.getBytes(StandardCharsets.UTF_8)).has("manifests");
        out.line(JsonIndent.indent(json, list ? "   " : "\t"));
    }

    private static JsonObject parse(byte[] json) {
        try {
            return JsonReader.parse(json) instanceof JsonObject object ? object : new JsonObject();
        } catch (JsonException e) {
            throw new CliException("a manifest that is no JSON: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e); // from memory
        }
    }
}
