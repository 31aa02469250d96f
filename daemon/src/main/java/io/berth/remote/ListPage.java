package io.berth.remote;

import io.berth.io.Limits;
import io.berth.oci.Reference;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One page of a list of names.
 *
 * @param next path and query of the next page; empty at the last
 */
record ListPage(List<String> names, String next) {
    private static final Pattern NEXT = Pattern.compile("<([^<>]{1,2000})>\\s*;\\s*rel=\"?next\"?");

    static ListPage tags(HttpAnswer answer) throws RegistryException {
        return read(answer, "tags", Reference::isTag);
    }

    static ListPage repositories(HttpAnswer answer) throws RegistryException {
        return read(answer, "repositories", _ -> true);
    }

    /** Reads what is such a name and drops what is none; follows {@code Link} within the same registry only. */
    private static ListPage read(HttpAnswer answer, String member, Predicate<String> valid) throws RegistryException {
        URI uri = answer.call().uri();
        byte[] body = Answers.read(answer, Limits.MANIFEST_BYTES_MAX);
        if (body.length > Limits.MANIFEST_BYTES_MAX) {
            throw new RegistryException(Kind.OTHER, "GET", uri, "a page of " + member + " is too long");
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : RemoteError.json(body).path(member)) {
            if (name.isString() && valid.test(name.stringValue())) {
                names.add(name.stringValue());
            }
        }
        return new ListPage(names, next(answer));
    }

    /** Path and query of the page after this one; empty at the last. */
    static String next(HttpAnswer answer) {
        URI uri = answer.call().uri();
        Matcher link = NEXT.matcher(answer.header("Link").orElse(""));
        if (!link.find()) {
            return "";
        }
        try {
            URI next = uri.resolve(link.group(1));
            boolean here = next.getHost() != null && Endpoint.origin(next).equals(Endpoint.origin(uri));
            return here && next.getRawQuery() != null ? next.getRawPath() + '?' + next.getRawQuery() : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
