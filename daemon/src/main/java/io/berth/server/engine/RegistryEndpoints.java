package io.berth.server.engine;

import io.berth.image.Distribution;
import io.berth.io.CancelToken;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.Checkup;
import io.berth.remote.RegistryClient;
import io.berth.remote.Remotes;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What registries have: what a name points to there, and which tags a repository has. */
public final class RegistryEndpoints implements Endpoints {
    private final Remotes remotes;
    private final Distribution distribution;

    public RegistryEndpoints(Remotes remotes, Distribution distribution) {
        this.remotes = remotes;
        this.distribution = distribution;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/distribution/{name}/json", this::describe)
                .get("/berth/repositories/{name}/tags", this::tags)
                .get("/berth/registries/{host}/check", this::check);
    }

    private Reply describe(Request request) {
        Reference reference = Reference.parse(request.variable("name")).orLatest();
        Distribution.Found found =
                distribution.find(reference, client(request, reference.repository()), new CancelToken());
        ObjectNode answer = Json.object();
        answer.set("Descriptor", DescriptorJson.of(found.target()));
        if (found.platforms().isEmpty()) {
            return Json.ok(answer.putNull("Platforms"));
        }
        ArrayNode platforms = answer.putArray("Platforms");
        for (Platform platform : found.platforms()) {
            platforms.add(DescriptorJson.of(platform));
        }
        return Json.ok(answer);
    }

    private Reply tags(Request request) {
        Reference reference = Reference.parse(request.variable("name"));
        if (reference.tag() != null || reference.digest() != null) {
            throw new InvalidParameter("a repository is expected, without tag and digest: " + reference.familiar());
        }
        Repository repository = reference.repository();
        ObjectNode answer = Json.object().put("Name", repository.familiar());
        ArrayNode tags = answer.putArray("Tags");
        for (String tag : client(request, repository).tags(new CancelToken())) {
            tags.addObject().put("Name", tag);
        }
        return Json.ok(answer);
    }

    private Reply check(Request request) {
        Repository any = Repository.parse(registry(request.variable("host")) + "/x");
        Checkup checkup = remotes.check(any.registry(), RegistryAuth.of(request, any), new CancelToken());
        return Json.ok(CheckupJson.of(checkup));
    }

    private static String registry(String host) {
        if (Repository.isRegistry(host)) {
            return host;
        }
        throw new InvalidParameter("not a registry: host.domain, host:port or localhost is expected");
    }

    private RegistryClient client(Request request, Repository repository) {
        return remotes.client(repository, RegistryAuth.of(request, repository), request.headersBeginning("X-Meta-"));
    }
}
