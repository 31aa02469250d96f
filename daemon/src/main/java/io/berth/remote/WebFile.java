package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.OneByte;
import io.berth.io.RemoteLimits;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file on the web, as it comes. It is asked for without credentials, and never of this machine or its link unless the user
 * has configured that address as a registry. Closing it early closes the socket.
 */
public final class WebFile extends InputStream {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2}).{0,2}");

    private final HttpAnswer answer;
    private @Nullable ByteBuffer piece;
    private boolean ended;

    private WebFile(HttpAnswer answer) {
        this.answer = answer;
    }

    /** An address as a user writes it; {@code http} where it has no scheme. */
    public static String address(String given) {
        return given.contains("://") ? given : "http://" + given;
    }

    static WebFile open(Caller caller, String address, CancelToken cancel) {
        URI uri = parse(address);
        HttpAnswer answer;
        try {
            answer = caller.stranger(uri, Map.of(), cancel);
        } catch (RegistryException e) {
            throw problem(address, e);
        } catch (IOException e) {
            throw problem(address, Caller.network("GET", uri, e));
        }
        if (answer.status() != 200) {
            try (answer) {
                throw refused(address, answer);
            }
        }
        return new WebFile(answer);
    }

    private static URI parse(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            Matcher escape = BROKEN_ESCAPE.matcher(address);
            String why = escape.find() ? "invalid URL escape \"" + escape.group() + '"' : e.getReason();
            throw new InvalidParameter("parse \"" + address + "\": " + why);
        }
    }

    private static Problem problem(String address, RegistryException e) {
        return e.kind() == RegistryException.Kind.POLICY
                ? new Forbidden(Subject.REQUEST, "Get \"" + address + "\": " + e.text())
                : new Unavailable(Subject.REQUEST, e.text(), e);
    }

    /** As the engine words it, with what the server says. */
    private static Problem refused(String address, HttpAnswer answer) {
        String told = "";
        try {
            told = new String(answer.read(RemoteLimits.ERROR_BODY_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // Its status says enough.
        }
        String text =
                "failed to GET " + address + " with status " + answer.statusLine() + ": " + RemoteError.clean(told);
        return switch (answer.status()) {
            case 400 -> new InvalidParameter(text);
            case 401 -> new Unauthorized(Subject.REGISTRY, text);
            case 403 -> new Forbidden(Subject.REQUEST, text);
            case 404 -> new NotFound(Subject.REQUEST, text);
            default -> new Unavailable(Subject.REQUEST, text);
        };
    }

    /** How many bytes it has, where the server tells. */
    public OptionalLong length() {
        return answer.contentLength();
    }

    @Override
    public int read() throws IOException {
        return OneByte.of(this);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer present = piece;
        while (!ended && length > 0 && (present == null || !present.hasRemaining())) {
            present = next();
            piece = present;
            ended = present == null;
        }
        if (present == null || length == 0) {
            return length == 0 ? 0 : -1;
        }
        int taken = Math.min(length, present.remaining());
        present.get(bytes, offset, taken);
        return taken;
    }

    private @Nullable ByteBuffer next() {
        try {
            return answer.next();
        } catch (IOException e) {
            URI uri = answer.call().uri();
            throw problem(uri.toString(), Caller.network("GET", Answers.withoutQuery(uri), e));
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}
