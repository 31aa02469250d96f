package io.berth.server.registry;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import io.berth.server.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which part of a list is wanted ({@code n}, {@code last}).
 *
 * @param max entries at most
 * @param after the last entry of the page before; empty for the first page
 */
record Page(int max, String after) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** @throws InvalidParameter of {@link Subject#PAGE} for an {@code n} that is no number; a large one counts as ours */
    static Page of(Request request) {
        String n = request.query("n").orElse(Integer.toString(Limits.LIST_PAGE_MAX));
        if (!NUMBER.matcher(n).matches()) {
            throw new InvalidParameter(Subject.PAGE, "invalid number of results requested: " + n);
        }
        return new Page(
                Math.min(Integer.parseInt(n), Limits.LIST_PAGE_MAX),
                request.query("last").orElse(""));
    }

    /** How many to look for, in order to know whether more follow. */
    int looked() {
        return max == 0 ? 0 : max + 1;
    }

    <T> List<T> cut(List<T> found) {
        return found.size() > max ? found.subList(0, max) : found;
    }

    /** The header that leads to the next page; none where this is the last. */
    <T> Map<String, String> link(String path, List<T> found, Function<T, String> key) {
        if (max == 0 || found.size() <= max) {
            return Map.of();
        }
        String last = URLEncoder.encode(key.apply(found.get(max - 1)), StandardCharsets.UTF_8);
        String query = path.indexOf('?') < 0 ? "?" : "&";
        return Map.of("Link", "<" + path + query + "n=" + max + "&last=" + last + ">; rel=\"next\"");
    }
}
