package io.berth.cli.command;

import io.berth.cli.http.EngineException;
import io.berth.cli.http.Query;
import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonObject;
import io.berth.cli.manifest.ListedManifest;
import io.berth.cli.problem.CliException;
import java.util.List;
import java.util.function.Supplier;

/** Manifests at registries, asked for through the engine, which knows how to reach them. */
final class RemoteManifests {
    private final Session session;

    RemoteManifests(Session session) {
        this.session = session;
    }

    /** The bytes of what is there. */
    byte[] bytes(Reference reference) {
        String[] auth = session.registryAuth(reference.domain());
        return found(
                reference,
                () -> session.engine().bytes(Query.of("/berth/manifests/").name(reference.toString()), auth));
    }

    /** One manifest, with the platform that its config names; an index is refused. */
    ListedManifest manifest(Reference reference) {
        JsonObject answer = distribution(reference);
        JsonObject descriptor = answer.object("Descriptor");
        if (ListedManifest.isList(descriptor.text("mediaType"))) {
            throw new CliException(reference + " is a manifest list");
        }
        List<JsonObject> platforms = answer.objects("Platforms");
        JsonObject platform = platforms.isEmpty() ? new JsonObject() : platforms.getFirst();
        byte[] bytes = bytes(reference.at(descriptor.text("digest")));
        return ListedManifest.of(reference, descriptor, platform, bytes);
    }

    /** What an index at {@code index} lists, with the platform that it names, else the one of the config. */
    ListedManifest listed(Reference index, JsonObject descriptor) {
        Reference reference = index.at(descriptor.text("digest"));
        if (descriptor.get("platform") instanceof JsonObject platform) {
            return ListedManifest.of(reference, descriptor, platform, bytes(reference));
        }
        return manifest(reference);
    }

    private JsonObject distribution(Reference reference) {
        String[] auth = session.registryAuth(reference.domain());
        Query query = Query.of("/distribution/").name(reference.toString()).path("/json");
        Object answer = found(reference, () -> session.engine().get(query, auth));
        return answer instanceof JsonObject object ? object : new JsonObject();
    }

    private static <T> T found(Reference reference, Supplier<T> asked) {
        try {
            return asked.get();
        } catch (EngineException e) {
            if (e.status() == 404) {
                throw new CliException("no such manifest: " + reference);
            }
            throw e;
        }
    }
}
