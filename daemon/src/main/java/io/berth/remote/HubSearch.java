package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Docker Hub's search, {@code GET /v1/search?q=&n=} of its index, or of whatever else speaks like it. */
public final class HubSearch {

    private final String path;
    private final Endpoint index;
    private final Session session;

    HubSearch(URI index, Endpoints endpoints, Session session) {
        this.index = endpoints.at(URI.create(index.getScheme() + "://" + index.getRawAuthority()));
        String prefix = index.getRawPath() == null ? "" : index.getRawPath();
        this.path = (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + "/v1/search";
        this.session = session;
    }

    /**
     * The first results, best first.
     *
     * @throws io.berth.problem.Problem where the index does not answer
     */
    public List<Hit> search(String term, int limit, CancelToken cancel) {
        String query = "?q=" + URLEncoder.encode(term, StandardCharsets.UTF_8) + "&n=" + limit;
        try (HttpAnswer answer = session.get(index, path + query, Map.of("Accept", "application/json"), cancel)) {
            return hits(RemoteError.json(Answers.read(answer, Limits.MANIFEST_BYTES_MAX)), limit);
        } catch (RegistryException e) {
            throw RemoteProblems.search(e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private static List<Hit> hits(JsonNode document, int limit) {
        List<Hit> hits = new ArrayList<>();
        for (JsonNode result : document.path("results")) {
            String name = RemoteError.clean(result.path("name").asString(""));
            if (hits.size() < limit && !name.isEmpty() && name.length() <= RemoteLimits.SEARCH_NAME_LENGTH_MAX) {
                hits.add(new Hit(
                        name,
                        RemoteError.clean(result.path("description").asString("")),
                        Math.max(0, result.path("star_count").asInt(0)),
                        result.path("is_official").asBoolean(false),
                        result.path("is_automated").asBoolean(false)));
            }
        }
        return hits;
    }
}
