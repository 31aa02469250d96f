package io.berth.server.http;

import io.berth.problem.Problem.InvalidParameter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The target of a request line, taken apart.
 *
 * @param whole the decoded path with its version prefix
 * @param version the prefix's text, {@code 1.44} of {@code /v1.44/info}; null where there is none
 * @param path the decoded path without the prefix
 * @param rawQuery what stands behind the question mark, as sent
 */
record Target(String whole, @Nullable String version, String path, String rawQuery) {
    private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)", Pattern.DOTALL);

    /** Reads origin form and absolute form (RFC 9112, 3.2). */
    static Target parse(String requestTarget) {
        Target target = parsePlain(requestTarget);
        Matcher matcher = VERSIONED.matcher(target.whole);
        return matcher.matches()
                ? new Target(target.whole, matcher.group(1), matcher.group(2), target.rawQuery)
                : target;
    }

    /** The same where a path has no version prefix. */
    static Target parsePlain(String requestTarget) {
        String target = withoutOrigin(requestTarget);
        int question = target.indexOf('?');
        String whole = decode(question < 0 ? target : target.substring(0, question));
        return new Target(whole, null, whole, question < 0 ? "" : target.substring(question + 1));
    }

    private static String withoutOrigin(String target) {
        int scheme = target.indexOf("://");
        if (target.startsWith("/") || scheme < 0) {
            return target;
        }
        int slash = target.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private static String decode(String path) {
        try {
            return UriUtils.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new InvalidParameter("invalid URL escape in \"" + path + "\"");
        }
    }
}
