package io.berth.server.registry;

import io.berth.problem.Problem;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.server.http.Problems;
import io.berth.server.http.Reply;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What goes wrong, as this API says it: a status and {@code {"errors":[{"code","message","detail"}]}}. */
final class Errors {
    private Errors() {}

    static Reply reply(Throwable thrown) {
        return reply(thrown, Map.of());
    }

    static Reply reply(Throwable thrown, Map<String, String> headers) {
        String text = Problems.text(thrown);
        return thrown instanceof Problem problem
                ? reply(status(problem), code(problem), text, headers)
                : reply(500, ErrorCode.UNKNOWN, text, headers);
    }

    static Reply reply(ErrorCode code, String text) {
        return reply(code.status(), code, text, Map.of());
    }

    private static Reply reply(int status, ErrorCode code, String text, Map<String, String> headers) {
        ObjectNode body = Json.object();
        body.putArray("errors")
                .addObject()
                .put("code", code.name())
                .put("message", text)
                .putNull("detail");
        return new Reply.Bytes(status, Json.CONTENT_TYPE, List.of(Reply.Piece.of(Json.bytes(body))), headers);
    }

    private static int status(Problem problem) {
        return switch (problem) {
            case TooLarge _ -> 413;
            case Conflict _ -> 409;
            case InvalidParameter _,
                    Unauthorized _,
                    Forbidden _,
                    NotFound _,
                    Limited _,
                    Corrupt _,
                    Unsupported _,
                    Unavailable _ -> code(problem).status();
        };
    }

    private static ErrorCode code(Problem problem) {
        return switch (problem) {
            case InvalidParameter invalid -> invalid(invalid.subject());
            case NotFound missing -> missing(missing.subject());
            case Unauthorized _ -> ErrorCode.UNAUTHORIZED;
            case Forbidden _, Conflict _ -> ErrorCode.DENIED;
            case TooLarge _ -> ErrorCode.SIZE_INVALID;
            case Limited _ -> ErrorCode.TOOMANYREQUESTS;
            // What a client sends is bad; what the store holds is our own fault.
            case Corrupt bad -> bad.subject() == Subject.MANIFEST ? ErrorCode.MANIFEST_INVALID : ErrorCode.UNKNOWN;
            case Unsupported wish ->
                wish.subject() == Subject.MANIFEST ? ErrorCode.MANIFEST_INVALID : ErrorCode.UNSUPPORTED;
            case Unavailable _ -> ErrorCode.UNAVAILABLE;
        };
    }

    private static ErrorCode invalid(Subject subject) {
        return switch (subject) {
            case TAG -> ErrorCode.TAG_INVALID;
            case DIGEST -> ErrorCode.DIGEST_INVALID;
            case SIZE -> ErrorCode.SIZE_INVALID;
            case RANGE -> ErrorCode.RANGE_INVALID;
            case PAGE -> ErrorCode.PAGINATION_NUMBER_INVALID;
            case UPLOAD -> ErrorCode.BLOB_UPLOAD_INVALID;
            case MANIFEST -> ErrorCode.MANIFEST_INVALID;
            case BLOB -> ErrorCode.MANIFEST_BLOB_UNKNOWN;
            case REPOSITORY, IMAGE, CONTAINER, NETWORK, VOLUME, REGISTRY, JOB, REQUEST, STORE -> ErrorCode.NAME_INVALID;
        };
    }

    private static ErrorCode missing(Subject subject) {
        return switch (subject) {
            case MANIFEST, TAG, IMAGE -> ErrorCode.MANIFEST_UNKNOWN;
            case BLOB, DIGEST -> ErrorCode.BLOB_UNKNOWN;
            case UPLOAD -> ErrorCode.BLOB_UPLOAD_UNKNOWN;
            case REPOSITORY, CONTAINER, NETWORK, VOLUME, REGISTRY, JOB, REQUEST, STORE, SIZE, RANGE, PAGE ->
                ErrorCode.NAME_UNKNOWN;
        };
    }
}
