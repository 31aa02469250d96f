package io.berth.server.http;

import io.berth.problem.Problem.InvalidParameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.util.UriUtils;

/** Query parameters, decoded as forms are: {@code +} is a space. */
final class Query {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Reads what stands behind the question mark.
     *
     * @throws InvalidParameter where an escape is broken
     */
    static Query parse(String text) {
        Query query = new Query();
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
        }
        return query;
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    private static String decode(String text) {
        try {
            return UriUtils.decode(text.replace('+', ' '), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new InvalidParameter("invalid URL escape in \"" + text + "\"");
        }
    }
}
