package io.berth.server.engine;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.server.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** The JSON object that a request's body must be. */
final class JsonBody {
    /** What comes after the document is looked at here, since the engine has its own words for it. */
    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonBody() {}

    /**
     * Reads the body; {@code null} for the document {@code null}.
     *
     * @throws InvalidParameter in the engine's words, as far as they do not speak of its types
     */
    static Optional<ObjectNode> read(Request request) throws IOException {
        byte[] body = request.body().readNBytes(Limits.JSON_BODY_BYTES_MAX + 1);
        if (body.length > Limits.JSON_BODY_BYTES_MAX) {
            throw new TooLarge(
                    Subject.REQUEST, "the JSON body is larger than " + Limits.JSON_BODY_BYTES_MAX + " bytes");
        }
        if (body.length == 0) {
            throw new InvalidParameter("invalid JSON: EOF");
        }
        checkType(request.header("Content-Type").orElse(""));
        JsonNode document = parse(body);
        if (document.isNull()) {
            return Optional.empty();
        }
        if (document instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new InvalidParameter("invalid JSON: an object is wanted, not "
                + document.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    private static void checkType(String header) {
        String type = header.split(";", -1)[0].strip();
        if (type.isEmpty()) {
            throw new InvalidParameter("malformed Content-Type header (" + header + "): mime: no media type");
        }
        int parameters = header.indexOf(';');
        if (parameters >= 0 && !header.substring(parameters + 1).strip().matches("|[^\\s=;]+=[^=]+")) {
            throw new InvalidParameter("malformed Content-Type header (" + header + "): mime: invalid media parameter");
        }
        if (!type.equalsIgnoreCase(Json.CONTENT_TYPE)) {
            throw new InvalidParameter(
                    "unsupported Content-Type header (" + type + "): must be '" + Json.CONTENT_TYPE + "'");
        }
    }

    private static JsonNode parse(byte[] body) {
        char first = new String(body, StandardCharsets.UTF_8)
                .stripLeading()
                .concat(" ")
                .charAt(0);
        if (" {[\"-0123456789tfn".indexOf(first) < 0) {
            throw new InvalidParameter(
                    "invalid JSON: invalid character '" + first + "' looking for beginning of value");
        }
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            JsonNode document = READER.readTree(parser);
            if (document == null || document.isMissingNode()) {
                throw new InvalidParameter("invalid JSON: EOF");
            }
            checkEnd(parser);
            return document;
        } catch (UnexpectedEndOfInputException e) {
            throw new InvalidParameter("invalid JSON: unexpected EOF");
        } catch (JacksonException e) {
            throw new InvalidParameter("invalid JSON: " + e.getOriginalMessage());
        }
    }

    private static void checkEnd(JsonParser parser) {
        boolean more;
        try {
            more = parser.nextToken() != null;
        } catch (JacksonException e) {
            more = true;
        }
        if (more) {
            throw new InvalidParameter("unexpected content after JSON");
        }
    }
}
