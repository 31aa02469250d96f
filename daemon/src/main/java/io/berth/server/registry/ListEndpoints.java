package io.berth.server.registry;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.RepositoryName;
import io.berth.registry.Access.Action;
import io.berth.registry.Principal;
import io.berth.registry.Source.Tags;
import io.berth.registry.Sources;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists: tags, referrers, repositories, page by page ({@code end-8}, {@code end-12}; {@code _catalog}), and {@code end-1}. */
final class ListEndpoints {
    private static final int LOOKED_AT_ONCE = 1000;

    private final Sources sources;
    private final Gate gate;

    ListEndpoints(Sources sources, Gate gate) {
        this.sources = sources;
        this.gate = gate;
    }

    void register(Routes routes) {
        routes.get("/v2/", gate.greet((_, _) -> Json.ok(Json.object(), Map.of())))
                .head("/v2/", gate.greet((_, _) -> new Reply.Head(200, Json.CONTENT_TYPE, 2, Map.of())))
                .get("/v2", gate.greet((_, _) -> Json.ok(Json.object(), Map.of())))
                .get("/v2/_catalog", gate.list(this::catalog))
                .get("/v2/{name}/tags/list", gate.let(Action.PULL, this::tags))
                .get("/v2/{name}/referrers/{digest}", gate.let(Action.PULL, this::referrers));
    }

    private Reply tags(Request request, RepositoryName repository, Principal who) throws IOException {
        Page page = Page.of(request);
        Tags tagged = sources.tags(repository, page.after(), page.looked());
        List<String> found = tagged.names();
        ObjectNode body = Json.object().put("name", repository.value());
        ArrayNode tags = body.putArray("tags");
        page.cut(found).forEach(tags::add);
        Map<String, String> headers = new HashMap<>(page.link("/v2/" + repository + "/tags/list", found, tag -> tag));
        headers.putAll(Warnings.header(tagged.warnings()));
        return Json.ok(body, headers);
    }

    private Reply catalog(Request request, Principal who) throws IOException {
        Page page = Page.of(request);
        List<RepositoryName> found = shown(who, page);
        ObjectNode body = Json.object();
        ArrayNode names = body.putArray("repositories");
        page.cut(found).forEach(name -> names.add(name.value()));
        return Json.ok(body, page.link("/v2/_catalog", found, RepositoryName::value));
    }

    /** Those that the caller may pull from. */
    private List<RepositoryName> shown(Principal who, Page page) throws IOException {
        List<RepositoryName> shown = new ArrayList<>();
        String after = page.after();
        List<RepositoryName> some;
        do {
            some = sources.repositories(after, LOOKED_AT_ONCE);
            some.stream().filter(name -> gate.shows(who, name)).forEach(shown::add);
            after = some.isEmpty() ? after : some.getLast().value();
        } while (some.size() == LOOKED_AT_ONCE && shown.size() < page.looked());
        return shown;
    }

    private Reply referrers(Request request, RepositoryName repository, Principal who) throws IOException {
        Digest subject = Words.digest(request.variable("digest"));
        Page page = Page.of(request);
        Optional<String> type = request.query("artifactType").filter(text -> !text.isEmpty());
        List<Descriptor> found = sources.referrers(repository, subject, type.orElse(null), page.after(), page.looked());
        ObjectNode body = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        ArrayNode manifests = body.putArray("manifests");
        page.cut(found).forEach(referrer -> put(manifests.addObject(), referrer));
        String path = "/v2/" + repository + "/referrers/" + subject
                + type.map(text -> "?artifactType=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .orElse("");
        Map<String, String> headers = new HashMap<>(
                page.link(path, found, referrer -> referrer.digest().toString()));
        type.ifPresent(_ -> headers.put("OCI-Filters-Applied", "artifactType"));
        return new Reply.Bytes(200, MediaTypes.OCI_INDEX, List.of(Reply.Piece.of(Json.bytes(body))), headers);
    }

    private static void put(ObjectNode row, Descriptor referrer) {
        row.put("mediaType", referrer.mediaType())
                .put("digest", referrer.digest().toString())
                .put("size", referrer.size());
        if (referrer.artifactType() != null) {
            row.put("artifactType", referrer.artifactType());
        }
        if (!referrer.annotations().isEmpty()) {
            ObjectNode annotations = row.putObject("annotations");
            referrer.annotations().forEach(annotations::put);
        }
    }
}
