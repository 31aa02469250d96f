package io.berth.remote;

import io.berth.io.Limits;
import io.berth.oci.Reference;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One page of a tag list.
 *
 * @param next path and query of the next page; empty at the last
 */
record TagPage(List<String> tags, String next) {
    private static final Pattern NEXT = Pattern.compile("<([^<>]{1,2000})>\\s*;\\s*rel=\"?next\"?");

    /** Reads what is a tag and drops what is none; follows {@code Link} within the same registry only. */
    static TagPage read(HttpAnswer answer) throws RegistryException {
        URI uri = answer.call().uri();
        byte[] body = Answers.read(answer, Limits.MANIFEST_BYTES_MAX);
        if (body.length > Limits.MANIFEST_BYTES_MAX) {
            throw new RegistryException(Kind.OTHER, "GET", uri, "a page of tags is too long");
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : RemoteError.json(body).path("tags")) {
            if (tag.isString() && Reference.isTag(tag.stringValue())) {
                tags.add(tag.stringValue());
            }
        }
        return new TagPage(tags, next(answer));
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
