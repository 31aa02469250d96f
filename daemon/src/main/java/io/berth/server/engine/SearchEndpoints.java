package io.berth.server.engine;

import io.berth.image.ImageSearch;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Repository;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.Hit;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;

/** {@code GET /images/search}. */
public final class SearchEndpoints implements Endpoints {
    private static final Set<String> FILTERS = Set.of("is-automated", "is-official", "stars");
    private static final int LIMIT_DEFAULT = 25;

    /** Since then the engine says of no image that it is automated. */
    private static final int AUTOMATED_UNTIL = 45;

    private final ImageSearch search;

    public SearchEndpoints(ImageSearch search) {
        this.search = search;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/images/search", this::search);
    }

    private Reply search(Request request) {
        int limit = limit(request.query("limit").orElse(""));
        QueryFilters filters = QueryFilters.of(request).allowing(FILTERS);
        boolean onlyAutomated = filters.flag("is-automated", false);
        boolean onlyOfficial = filters.flag("is-official", false);
        boolean noneOfficial = filters.has("is-official") && !onlyOfficial;
        int stars = stars(filters.values("stars"));
        boolean told = request.version().isBefore(AUTOMATED_UNTIL);
        ArrayNode rows = Json.array();
        ImageSearch.Term term = ImageSearch.Term.parse(request.query("term").orElse(""));
        for (Hit hit : search.search(
                term, limit, registry -> RegistryAuth.of(request, new Repository(registry, "x")), new CancelToken())) {
            boolean automated = told && hit.automated();
            if (hit.stars() >= stars
                    && (!onlyOfficial || hit.official())
                    && !(noneOfficial && hit.official())
                    && (!onlyAutomated || automated)) {
                rows.addObject()
                        .put("star_count", hit.stars())
                        .put("is_official", hit.official())
                        .put("name", hit.name())
                        .put("is_automated", automated)
                        .put("description", hit.description());
            }
        }
        return Json.ok(rows);
    }

    static int limit(String text) {
        if (text.isEmpty()) {
            return LIMIT_DEFAULT;
        }
        int limit;
        try {
            limit = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidParameter("invalid limit specified: strconv.Atoi: parsing " + quoted(text));
        }
        if (limit < 0 || limit > Limits.SEARCH_RESULTS_MAX) {
            throw new InvalidParameter(
                    "limit " + limit + " is outside the range of [1, " + Limits.SEARCH_RESULTS_MAX + "]");
        }
        return limit == 0 ? LIMIT_DEFAULT : limit;
    }

    private static int stars(List<String> values) {
        int most = 0;
        for (String value : values) {
            try {
                most = Math.max(most, Integer.parseInt(value));
            } catch (NumberFormatException e) {
                throw new InvalidParameter(
                        "invalid filter 'stars=" + value + "': strconv.Atoi: parsing " + quoted(value));
            }
        }
        return most;
    }

    private static String quoted(String text) {
        return '"' + text + "\": invalid syntax";
    }
}
