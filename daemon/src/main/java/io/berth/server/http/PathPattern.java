package io.berth.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with variables, as a regular expression over the decoded path. {@code {name}} takes any characters, slashes
 * too, since image names hold them; other variables take one segment.
 */
final class PathPattern {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private final List<String> variables = new ArrayList<>();
    private final Pattern regex;

    PathPattern(String pattern) {
        StringBuilder built = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(pattern);
        int end = 0;
        while (matcher.find()) {
            built.append(Pattern.quote(pattern.substring(end, matcher.start())));
            String variable = matcher.group(1);
            built.append(variable.equals("name") ? "(.+)" : "([^/]+)");
            variables.add(variable);
            end = matcher.end();
        }
        built.append(Pattern.quote(pattern.substring(end)));
        // DOTALL: a line break in a name must reach the name's own check.
        this.regex = Pattern.compile(built.toString(), Pattern.DOTALL);
    }

    boolean isLiteral() {
        return variables.isEmpty();
    }

    /** The variables' values where the path fits. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = regex.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            values.put(variables.get(i), matcher.group(i + 1));
        }
        return Optional.of(values);
    }
}
