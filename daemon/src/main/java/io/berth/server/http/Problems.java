package io.berth.server.http;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.json.JsonMapper;

/** What goes wrong, as the Engine API says it: a status and {@code {"message":"…"}}. */
public final class Problems {
    /** What a client is told of a fault of ours. */
    public static final String INTERNAL = "internal error: the daemon's log has the details";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final JsonMapper JSON = new JsonMapper();

    private Problems() {}

    /** The text for a client; anything but a {@link Problem} is logged and told as {@link #INTERNAL}. */
    public static String text(Throwable thrown) {
        if (thrown instanceof Problem problem) {
            return problem.text();
        }
        if (thrown instanceof AbortedException) {
            LOG.debug("a client left in the middle of its request");
        } else {
            LOG.error("a request failed", thrown);
        }
        return INTERNAL;
    }

    static Reply reply(Throwable thrown) {
        String text = text(thrown);
        return error(thrown instanceof Problem problem ? status(problem) : 500, text);
    }

    static Reply error(int status, String text) {
        byte[] body = (JSON.writeValueAsString(Map.of("message", text)) + "\n").getBytes(StandardCharsets.UTF_8);
        return Reply.bytes(status, "application/json", body);
    }

    /** For clients older than 1.24, which do not read JSON errors. */
    static Reply plainError(int status, String text) {
        Reply.Piece body = Reply.Piece.of(text + "\n");
        return new Reply.Bytes(
                status, "text/plain; charset=utf-8", List.of(body), Map.of("X-Content-Type-Options", "nosniff"));
    }

    private static int status(Problem problem) {
        return switch (problem) {
            case InvalidParameter _ -> 400;
            // Refused by another registry: to a 401, docker's CLI prompts for a login and waits, so its engine says
            // 500.
            case Unauthorized refused -> refused.subject() == Subject.REGISTRY ? 500 : 401;
            case Forbidden _ -> 403;
            case NotFound _ -> 404;
            case Conflict _ -> 409;
            case TooLarge _ -> 413;
            case Limited _ -> 429;
            case Corrupt _ -> 500;
            case Unsupported _ -> 501;
            case Unavailable _ -> 503;
        };
    }
}
