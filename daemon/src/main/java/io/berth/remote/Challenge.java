package io.berth.remote;

import io.berth.io.RemoteLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One {@code WWW-Authenticate} header (RFC 9110, 11.6.1); scheme and names of parameters in lower case. */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\\s*");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G[\\s,]*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]++))");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** The first of these headers with a scheme that we speak; Bearer before Basic. */
    static Optional<Challenge> choose(List<String> headers) {
        List<Challenge> all =
                headers.stream().flatMap(text -> parse(text).stream()).toList();
        return all.stream()
                .filter(one -> one.scheme.equals("bearer"))
                .findFirst()
                .or(() -> all.stream().filter(one -> one.scheme.equals("basic")).findFirst());
    }

    static Optional<Challenge> parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (text.length() > RemoteLimits.CHALLENGE_LENGTH_MAX || !scheme.lookingAt()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(text.substring(scheme.end()));
        while (parameter.find()) {
            String quoted = parameter.group(2);
            String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
        }
        return Optional.of(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    boolean isInsufficientScope() {
        return parameter("error").equals("insufficient_scope");
    }
}
