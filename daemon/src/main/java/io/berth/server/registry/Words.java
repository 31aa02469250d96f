package io.berth.server.registry;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import io.berth.registry.Source.Target;
import io.berth.server.http.Request;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What requests are made of, read strictly. */
final class Words {
    private static final Pattern UPLOAD = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private Words() {}

    static Digest digest(String text) {
        return Digest.find(text)
                .orElseThrow(() -> new InvalidParameter(Subject.DIGEST, "invalid checksum digest format: " + text));
    }

    /** A digest has a colon, which no tag can have. */
    static Target target(String text) {
        return text.indexOf(':') >= 0 ? new Target.ByDigest(digest(text)) : new Target.Tag(tag(text));
    }

    static String tag(String text) {
        if (!Reference.isTag(text)) {
            throw new InvalidParameter(Subject.TAG, "invalid tag: " + text);
        }
        return text;
    }

    static String upload(Request request) {
        String id = request.variable("id");
        if (!UPLOAD.matcher(id).matches()) {
            throw new InvalidParameter(Subject.UPLOAD, "this is no upload of ours: " + id);
        }
        return id;
    }

    static OptionalLong length(Request request) {
        return request.header("Content-Length")
                .filter(text -> NUMBER.matcher(text).matches())
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }
}
